package org.stellaops.signer.tuf;

import dev.sigstore.tuf.model.SnapshotMeta;
import dev.sigstore.tuf.model.SnapshotMeta.SnapshotTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Role;
import org.stellaops.signer.ports.tuf.TufState;

/**
 * Metadata of delegated roles in the version that the trusted snapshot lists. That a role is never
 * older than it was seen rests on the snapshot, which never goes back (5.5.5). What is kept is
 * verified again each time: by whoever delegates now.
 */
final class DelegatedMetadata {

  private final SnapshotMeta snapshot;
  private final MetadataFiles files;
  private final TufState state;
  private final Instant now;
  private final Map<String, Role> asked = new LinkedHashMap<>();

  DelegatedMetadata(SnapshotMeta snapshot, MetadataFiles files, TufState state, Instant now) {
    this.snapshot = snapshot;
    this.files = files;
    this.state = state;
    this.now = now;
  }

  /** The roles that were asked, in the order in which they were asked first. */
  List<Role> asked() {
    return List.copyOf(asked.values());
  }

  TargetsMetadata of(DelegatedRole role) {
    SnapshotTarget listed = snapshot.getMeta().get(role.name() + ".json");
    if (listed == null) {
      throw new UpdateRefused(
          Problem.MISMATCH,
          snapshot.getVersion()
              + ".snapshot.json lists no version of the role "
              + role.name()
              + ", to which "
              + role.by()
              + " delegates");
    }
    try {
      Optional<TargetsMetadata> kept = kept(listed, role);
      if (kept.isPresent()) {
        return kept.get();
      }
      Bytes fetched = files.delegated(role.file(listed.getVersion()), listed.getLengthOrDefault());
      TargetsMetadata metadata = verified(fetched, listed, role);
      state.keepMetadata(role.name(), fetched);
      return metadata;
    } catch (IOException e) {
      throw KeptMetadata.broken(e);
    }
  }

  /** What is kept and does not hold any more is fetched again, and then refused by its name. */
  private Optional<TargetsMetadata> kept(SnapshotTarget listed, DelegatedRole role)
      throws IOException {
    Optional<Bytes> content = state.metadata(role.name());
    try {
      return content.map(bytes -> verified(bytes, listed, role));
    } catch (UpdateRefused notAnyMore) {
      return Optional.empty();
    }
  }

  private TargetsMetadata verified(Bytes content, SnapshotTarget listed, DelegatedRole role) {
    String file = role.file(listed.getVersion());
    if (listed.getHashes().isPresent()) {
      FileDigests digests =
          new FileDigests(
              Optional.ofNullable(listed.getHashes().get().getSha256()),
              Optional.ofNullable(listed.getHashes().get().getSha512()));
      digests.require(snapshot.getVersion() + ".snapshot.json of " + role.name());
      if (!digests.areOf(content)) {
        throw new UpdateRefused(
            Problem.MISMATCH, file + " has another digest than signed metadata say");
      }
    }
    try {
      SignedMetadata.require(file, content, role);
    } catch (InvalidJson e) {
      throw new UpdateRefused(
          Problem.MALFORMED, file + " is not JSON of metadata: " + e.getMessage(), e);
    }
    TargetsMetadata metadata = TargetsMetadata.read(file, content);
    Instant expires = metadata.requireCurrent(listed.getVersion(), now);
    asked.put(role.name(), new Role(role.name(), listed.getVersion(), expires));
    return metadata;
  }
}
