package org.stellaops.signer.tuf;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.SnapshotMeta;
import dev.sigstore.tuf.model.TufMeta;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufClient;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.Role;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.ports.tuf.TufRepository;
import org.stellaops.signer.ports.tuf.TufState;

/**
 * The updater of sigstore-java, and what it leaves out: that metadata which are kept have expired
 * since, that an update that ended early is gone on with, that each role's threshold is one, and
 * the search through delegated roles ({@link TargetSearch}).
 */
public final class TufUpdates implements TufClient {

  /** Held, so that its level stays: the library warns of each signature that it does not count. */
  private static final Logger LIBRARY = Logger.getLogger("dev.sigstore.tuf");

  /** For {@link java.util.ServiceLoader}. */
  public TufUpdates() {
    LIBRARY.setLevel(Level.OFF);
  }

  @Override
  public TufOutcome update(
      TufRepository repository, TufState state, Bytes root, List<String> targets, Instant now) {
    MetadataFiles files = new MetadataFiles(repository);
    TrustedMetaStore kept =
        TrustedMetaStore.newTrustedMetaStore(
            PassthroughCacheMetaStore.newPassthroughMetaCache(
                new KeptMetadata(state, files, root)));
    Updater updater =
        Updater.builder()
            .setClock(Clock.fixed(now, ZoneOffset.UTC))
            .setMetaFetcher(MetaFetcher.newFetcher(files))
            .setTrustedRootPath(() -> {
              MetadataFiles.requireStrict("the root to begin with", root);
              return root.utf8();
            })
            .setTrustedMetaStore(kept)
            .build();
    List<Role> roles;
    SnapshotMeta snapshot;
    try {
      targets.forEach(TargetFiles::requirePath);
      updater.updateMeta();
      roles = roles(kept, now);
      snapshot = kept.getSnapshot().getSignedMeta();
    } catch (UpdateRefused e) {
      return new Refused(e.problem(), String.valueOf(e.getMessage()));
    } catch (JsonParseException | IOException | RuntimeException e) {
      return new LibraryRefusals(files, state).of(e);
    }
    try {
      DelegatedMetadata delegated = new DelegatedMetadata(snapshot, files, state, now);
      TargetFiles targetFiles = new TargetFiles(repository, state);
      Map<String, Bytes> found = new LinkedHashMap<>();
      for (String target : targets) {
        TargetSearch search = new TargetSearch(topLevel(state), delegated);
        found.put(target, targetFiles.get(target, search.find(target)));
      }
      roles.addAll(delegated.asked());
      return new UpToDate(roles, found);
    } catch (UpdateRefused e) {
      return new Refused(e.problem(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new LibraryRefusals(files, state).of(e);
    }
  }

  /** What the library has verified, now or in the update that kept it. */
  private static TargetsMetadata topLevel(TufState state) {
    try {
      return TargetsMetadata.read(
          "targets.json", state.metadata(RootRole.TARGETS).orElse(Bytes.empty()));
    } catch (IOException e) {
      throw KeptMetadata.broken(e);
    }
  }

  /** What is trusted now of the top level, none of which has expired. */
  private static List<Role> roles(TrustedMetaStore kept, Instant now)
      throws IOException, JsonParseException {
    List<Role> roles = new ArrayList<>();
    roles.add(role(RootRole.ROOT, kept.getRoot().getSignedMeta(), now));
    roles.add(role(RootRole.TIMESTAMP, kept.getTimestamp().getSignedMeta(), now));
    roles.add(role(RootRole.SNAPSHOT, kept.getSnapshot().getSignedMeta(), now));
    roles.add(role(RootRole.TARGETS, kept.getTargets().getSignedMeta(), now));
    return roles;
  }

  private static Role role(String name, TufMeta metadata, Instant now) {
    Instant expires = metadata.getExpiresAsDate().toInstant();
    if (!now.isBefore(expires)) {
      throw new UpdateRefused(
          Problem.EXPIRED, name + " version " + metadata.getVersion() + " expired at " + expires);
    }
    if (!metadata.getSpecVersion().startsWith("1.")) {
      throw new UpdateRefused(
          Problem.UNSUPPORTED, name + " is of version " + metadata.getSpecVersion() + " of TUF");
    }
    return new Role(name, metadata.getVersion(), expires);
  }
}
