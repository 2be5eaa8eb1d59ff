package org.stellaops.signer.tuf;

import static dev.sigstore.json.GsonSupplier.GSON;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.DuplicateKeyIdsException;
import dev.sigstore.tuf.FileNotFoundException;
import dev.sigstore.tuf.InvalidHashesException;
import dev.sigstore.tuf.RoleExpiredException;
import dev.sigstore.tuf.RollbackVersionException;
import dev.sigstore.tuf.SignatureVerificationException;
import dev.sigstore.tuf.SnapshotTargetMissingException;
import dev.sigstore.tuf.SnapshotTargetVersionException;
import dev.sigstore.tuf.SnapshotVersionMismatchException;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.Snapshot;
import dev.sigstore.tuf.model.SnapshotMeta.SnapshotTarget;
import dev.sigstore.tuf.model.Timestamp;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufState;

/** What the library throws, in our own sentences: its own are for those who develop with it. */
final class LibraryRefusals {

  private final MetadataFiles files;
  private final TufState state;

  LibraryRefusals(MetadataFiles files, TufState state) {
    this.files = files;
    this.state = state;
  }

  Refused of(Exception e) {
    String file = e instanceof FileNotFoundException ? files.asked() : files.last();
    String name = file.isEmpty() ? "the root to begin with" : file;
    return switch (e) {
      case SignatureVerificationException few ->
          new Refused(
              Problem.SIGNATURES,
              SignedMetadata.tooFew(
                  name, few.getVerifiedSignatures(), few.getRequiredSignatures()));
      case DuplicateKeyIdsException twice ->
          new Refused(Problem.SIGNATURES, SignedMetadata.twice(name, twice.getKeyId()));
      case RollbackVersionException older ->
          new Refused(Problem.ROLLBACK, name + isOlder(file, older));
      case SnapshotTargetMissingException gone -> new Refused(Problem.ROLLBACK, name + goesBack());
      case SnapshotTargetVersionException older -> new Refused(Problem.ROLLBACK, name + goesBack());
      case RoleExpiredException over ->
          new Refused(
              Problem.EXPIRED, name + " expired at " + over.getRoleExpirationTime().toInstant());
      case InvalidHashesException other ->
          new Refused(Problem.MISMATCH, name + " has another digest than signed metadata say");
      case SnapshotVersionMismatchException other ->
          new Refused(Problem.MISMATCH, name + " is of another version than its name says");
      case FileNotFoundException gone -> missing(name);
      case IOException unread ->
          new Refused(
              Problem.MALFORMED,
              name + " cannot be checked: a key that the root names cannot be read");
      default -> new Refused(Problem.MALFORMED, name + " is not metadata of its role");
    };
  }

  /** The library says the same of a timestamp and of the snapshot that a timestamp names. */
  private String isOlder(String file, RollbackVersionException older) {
    int found = older.getFoundVersion();
    int before = older.getCurrentVersion();
    if (MetadataFiles.isRoot(file)) {
      return " has version " + found + " in place of " + before;
    }
    int now = version(files.seen(RootRole.TIMESTAMP).orElse(Bytes.empty()));
    return now < version(kept(RootRole.TIMESTAMP))
        ? " has version "
            + found
            + " in place of "
            + before
            + " or a newer one, which was seen before"
        : " has version "
            + found
            + " of snapshot.json, of which version "
            + before
            + " was seen before";
  }

  private static int version(Bytes timestamp) {
    try {
      return GSON.get().fromJson(timestamp.utf8(), Timestamp.class).getSignedMeta().getVersion();
    } catch (JsonParseException | RuntimeException e) {
      return 0;
    }
  }

  /** Which role a new snapshot leaves out or turns back. */
  private String goesBack() {
    Map<String, SnapshotTarget> before = listed(kept(RootRole.SNAPSHOT));
    Map<String, SnapshotTarget> now = listed(files.seen(RootRole.SNAPSHOT).orElse(Bytes.empty()));
    for (Map.Entry<String, SnapshotTarget> role : before.entrySet()) {
      SnapshotTarget there = now.get(role.getKey());
      int version = role.getValue().getVersion();
      if (there == null) {
        return " leaves out " + role.getKey() + ", of which version " + version + " was seen";
      }
      if (there.getVersion() < version) {
        return " has version "
            + there.getVersion()
            + " of "
            + role.getKey()
            + ", of which version "
            + version
            + " was seen before";
      }
    }
    return " leaves out a role that was seen before, or turns it back";
  }

  private static Map<String, SnapshotTarget> listed(Bytes snapshot) {
    try {
      return new TreeMap<>(
          GSON.get().fromJson(snapshot.utf8(), Snapshot.class).getSignedMeta().getMeta());
    } catch (JsonParseException | RuntimeException e) {
      return Map.of();
    }
  }

  private Bytes kept(String role) {
    try {
      return state.metadata(role).orElse(Bytes.empty());
    } catch (IOException e) {
      return Bytes.empty();
    }
  }

  private Refused missing(String name) {
    return consistentSnapshots().orElse(true)
        ? new Refused(Problem.MISSING, name + " is missing from the repository")
        : new Refused(
            Problem.UNSUPPORTED,
            name + " is missing: this client reads repositories with consistent snapshots alone");
  }

  private Optional<Boolean> consistentSnapshots() {
    try {
      Bytes root = kept(RootRole.ROOT);
      return Optional.of(
          GSON.get().fromJson(root.utf8(), Root.class).getSignedMeta().getConsistentSnapshot());
    } catch (JsonParseException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
