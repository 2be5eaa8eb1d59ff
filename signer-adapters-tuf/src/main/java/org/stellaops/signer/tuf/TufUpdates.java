package org.stellaops.signer.tuf;

import static dev.sigstore.json.GsonSupplier.GSON;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.DuplicateKeyIdsException;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import dev.sigstore.tuf.FileNotFoundException;
import dev.sigstore.tuf.InvalidHashesException;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RoleExpiredException;
import dev.sigstore.tuf.RollbackVersionException;
import dev.sigstore.tuf.SignatureVerificationException;
import dev.sigstore.tuf.SnapshotTargetMissingException;
import dev.sigstore.tuf.SnapshotTargetVersionException;
import dev.sigstore.tuf.SnapshotVersionMismatchException;
import dev.sigstore.tuf.TargetMetadataMissingException;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootRole;
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
 * since, that an update that ended early is gone on with, that each role's threshold is one.
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
    TargetFiles targetFiles = new TargetFiles(repository, state);
    TrustedMetaStore kept =
        TrustedMetaStore.newTrustedMetaStore(
            PassthroughCacheMetaStore.newPassthroughMetaCache(
                new KeptMetadata(state, files, root)));
    Updater updater =
        Updater.builder()
            .setClock(Clock.fixed(now, ZoneOffset.UTC))
            .setMetaFetcher(MetaFetcher.newFetcher(files))
            .setTargetFetcher(targetFiles)
            .setTargetStore(targetFiles)
            .setTrustedRootPath(() -> {
              MetadataFiles.requireStrict("the root to begin with", root);
              return root.utf8();
            })
            .setTrustedMetaStore(kept)
            .build();
    String at = "";
    try {
      targets.forEach(TargetFiles::requirePath);
      updater.updateMeta();
      List<Role> roles = roles(kept, now);
      Map<String, Bytes> found = new LinkedHashMap<>();
      for (String target : targets) {
        at = target;
        updater.downloadTarget(target);
        found.put(target, Bytes.copyOf(targetFiles.readTarget(target)));
      }
      return new UpToDate(roles, found);
    } catch (UpdateRefused e) {
      return new Refused(e.problem(), String.valueOf(e.getMessage()));
    } catch (JsonParseException | IOException | RuntimeException e) {
      String file = e instanceof FileNotFoundException ? files.asked() : files.last();
      return refused(at.isEmpty() ? file : at, e, state);
    }
  }

  /** What is trusted now, none of which has expired. */
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

  private static Refused refused(String file, Exception e, TufState state) {
    String name = file.isEmpty() ? "the root to begin with" : file;
    return switch (e) {
      case SignatureVerificationException few ->
          new Refused(Problem.SIGNATURES, name + " has too few signatures: " + few.getMessage());
      case DuplicateKeyIdsException twice ->
          new Refused(Problem.SIGNATURES, name + ": " + twice.getMessage());
      case RollbackVersionException older ->
          new Refused(Problem.ROLLBACK, name + ": " + older.getMessage());
      case SnapshotTargetMissingException gone ->
          new Refused(Problem.ROLLBACK, name + ": " + gone.getMessage());
      case SnapshotTargetVersionException older ->
          new Refused(Problem.ROLLBACK, name + ": " + older.getMessage());
      case RoleExpiredException over ->
          new Refused(
              Problem.EXPIRED, name + " expired at " + over.getRoleExpirationTime().toInstant());
      case InvalidHashesException other ->
          new Refused(Problem.MISMATCH, name + " has another digest than signed metadata say");
      case SnapshotVersionMismatchException other ->
          new Refused(Problem.MISMATCH, name + ": " + other.getMessage());
      case FileNotFoundException gone -> missing(name, state);
      case TargetMetadataMissingException none ->
          new Refused(
              Problem.NO_TARGET,
              name + " is none of the repository's top-level targets; delegated ones are not read");
      case FileExceedsMaxLengthException longer ->
          new Refused(Problem.TOO_LARGE, name + ": " + longer.getMessage());
      default -> new Refused(Problem.MALFORMED, name + " is not metadata of its role: " + e);
    };
  }

  private static Refused missing(String name, TufState state) {
    try {
      Bytes root = state.metadata(RootRole.ROOT).orElse(Bytes.empty());
      if (!GSON.get().fromJson(root.utf8(), Root.class).getSignedMeta().getConsistentSnapshot()) {
        return new Refused(
            Problem.UNSUPPORTED,
            name + " is missing: this client reads repositories with consistent snapshots alone");
      }
    } catch (JsonParseException | IOException | RuntimeException e) {
      return new Refused(Problem.MISSING, name + " is missing, and the root cannot be read: " + e);
    }
    return new Refused(Problem.MISSING, name + " is missing from the repository");
  }
}
