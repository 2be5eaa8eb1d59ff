package org.stellaops.signer.tuf;

import static dev.sigstore.json.GsonSupplier.GSON;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.MetaStore;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.Snapshot;
import dev.sigstore.tuf.model.SnapshotMeta.SnapshotTarget;
import dev.sigstore.tuf.model.Targets;
import dev.sigstore.tuf.model.Timestamp;
import dev.sigstore.tuf.model.TufMeta;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufState;

/**
 * Metadata that were verified, byte for byte as they came. The library asks for snapshot and
 * targets again only where the timestamp is a new one, and compares roots only within one update.
 * So what is kept is verified by the root of now before it is shown for the first time, whichever
 * update brought that root and however it ended; and no kept targets are shown where timestamp,
 * snapshot and targets do not belong together.
 */
final class KeptMetadata implements MetaStore {

  private final TufState state;
  private final MetadataFiles files;
  private final Bytes first;
  private final Set<String> written = new HashSet<>();
  private boolean compared;

  /**
   * @param first the root to begin with where none is kept
   */
  KeptMetadata(TufState state, MetadataFiles files, Bytes first) {
    this.state = state;
    this.files = files;
    this.first = first;
  }

  static UpdateRefused broken(IOException e) {
    return new UpdateRefused(Problem.STATE, String.valueOf(e.getMessage()), e);
  }

  @Override
  public String getIdentifier() {
    return "kept metadata";
  }

  @Override
  public <T extends SignedTufMeta<? extends TufMeta>> Optional<T> readMeta(
      String role, Class<T> type) {
    if (!role.equals(RootRole.ROOT)) {
      dropWhatTheRootDoesNotVouchFor();
    }
    if (role.equals(RootRole.TARGETS) && !written.contains(role) && !belongTogether()) {
      return Optional.empty();
    }
    return kept(role, type);
  }

  /**
   * Specification 5.3.11: timestamp and snapshot go together, since a timestamp whose keys are the
   * same may name a snapshot of keys that are not trusted any more. The library asks for the first
   * of them when it has brought the root up to date.
   */
  private void dropWhatTheRootDoesNotVouchFor() {
    Optional<Root> root = compared ? Optional.empty() : kept(RootRole.ROOT, Root.class);
    if (root.isEmpty()) {
      return;
    }
    compared = true;
    boolean timestamp = isVouchedFor(root.get(), RootRole.TIMESTAMP, Timestamp.class);
    boolean snapshot = isVouchedFor(root.get(), RootRole.SNAPSHOT, Snapshot.class);
    if (!timestamp || !snapshot) {
      clearMeta(RootRole.TIMESTAMP);
      clearMeta(RootRole.SNAPSHOT);
    }
    if (!isVouchedFor(root.get(), RootRole.TARGETS, Targets.class)) {
      clearMeta(RootRole.TARGETS);
    }
  }

  /** So is what is not kept. */
  private <T extends SignedTufMeta<? extends TufMeta>> boolean isVouchedFor(
      Root root, String role, Class<T> type) {
    Optional<T> metadata = kept(role, type);
    try {
      return metadata.isEmpty() || SignedMetadata.isSigned(metadata.get(), role, root);
    } catch (JsonParseException | IOException e) {
      throw new UpdateRefused(Problem.STATE, "what is kept of " + role + " is damaged", e);
    }
  }

  private <T extends SignedTufMeta<? extends TufMeta>> Optional<T> kept(
      String role, Class<T> type) {
    Optional<Bytes> bytes = bytes(role);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      MetadataFiles.requireStrict(role, bytes.get());
      return Optional.of(GSON.get().fromJson(bytes.get().utf8(), type));
    } catch (JsonParseException | UpdateRefused e) {
      throw new UpdateRefused(Problem.STATE, "what is kept of " + role + " is damaged", e);
    }
  }

  private Optional<Bytes> bytes(String role) {
    try {
      return state.metadata(role);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** An update that ended early leaves a new timestamp beside an old snapshot. */
  private boolean belongTogether() {
    Optional<Timestamp> timestamp = kept(RootRole.TIMESTAMP, Timestamp.class);
    Optional<Snapshot> snapshot = kept(RootRole.SNAPSHOT, Snapshot.class);
    Optional<Targets> targets = kept(RootRole.TARGETS, Targets.class);
    if (timestamp.isEmpty() || snapshot.isEmpty() || targets.isEmpty()) {
      return false;
    }
    try {
      SnapshotTarget listed = timestamp.get().getSignedMeta().getSnapshotMeta();
      SnapshotTarget listedTargets =
          snapshot.get().getSignedMeta().getTargetMeta(RootRole.TARGETS + ".json");
      return listed != null
          && listedTargets != null
          && listed.getVersion() == snapshot.get().getSignedMeta().getVersion()
          && listedTargets.getVersion() == targets.get().getSignedMeta().getVersion();
    } catch (JsonParseException e) {
      throw new UpdateRefused(Problem.STATE, "what is kept is damaged", e);
    }
  }

  @Override
  public void writeMeta(String role, SignedTufMeta<? extends TufMeta> metadata) {
    if (metadata instanceof Root root) {
      RootRules.require(files.last(), root);
    }
    Bytes content = files.seen(role).orElse(first);
    try {
      state.keepMetadata(role, content);
    } catch (IOException e) {
      throw broken(e);
    }
    written.add(role);
  }

  @Override
  public void clearMeta(String role) {
    try {
      state.dropMetadata(role);
    } catch (IOException e) {
      throw broken(e);
    }
  }
}
