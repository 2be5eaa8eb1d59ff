package org.stellaops.signer.tuf;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/** What metadata of the top-level targets or of a delegated role say; whoever signed them. */
final class TargetsMetadata {

  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  private final String file;
  private final JsonObject signed;

  private TargetsMetadata(String file, JsonObject signed) {
    this.file = file;
    this.signed = signed;
  }

  static TargetsMetadata read(String file, Bytes content) {
    try {
      return new TargetsMetadata(
          file,
          JsonObject.parse(content, MetadataFiles.LIMITS)
              .object("signed")
              .requireText("_type", "targets"));
    } catch (InvalidJson e) {
      throw malformed(file, e);
    }
  }

  private static UpdateRefused malformed(String file, InvalidJson e) {
    return new UpdateRefused(
        Problem.MALFORMED, file + " is not metadata of targets: " + e.getMessage(), e);
  }

  /**
   * Refuses what has ended, is of another version, or of one of TUF that is not read.
   *
   * @return when it ends
   */
  Instant requireCurrent(int version, Instant now) {
    try {
      if (signed.integer("version") != version) {
        throw new UpdateRefused(
            Problem.MISMATCH, file + " is of another version than its name says");
      }
      Instant expires = time(signed.string("expires"));
      if (!now.isBefore(expires)) {
        throw new UpdateRefused(Problem.EXPIRED, file + " expired at " + expires);
      }
      if (!signed.string("spec_version").startsWith("1.")) {
        throw new UpdateRefused(
            Problem.UNSUPPORTED,
            file + " is of version " + signed.string("spec_version") + " of TUF");
      }
      return expires;
    } catch (InvalidJson e) {
      throw malformed(file, e);
    } catch (DateTimeParseException e) {
      throw new UpdateRefused(Problem.MALFORMED, file + " expires at no time", e);
    }
  }

  /** Specification 4.2.1: UTC, to the second. */
  private static Instant time(String text) {
    if (!TIME.matcher(text).matches()) {
      throw new DateTimeParseException("no time of metadata", text, 0);
    }
    return Instant.parse(text);
  }

  /** What it says of a target, if it lists it. */
  Optional<TargetEntry> target(String path) {
    try {
      Optional<JsonObject> entry = signed.object("targets").optionalObject(path);
      return entry.isPresent()
          ? Optional.of(TargetEntry.read(file, path, entry.get()))
          : Optional.empty();
    } catch (InvalidJson e) {
      throw malformed(file, e);
    }
  }

  /** In order; read only where they are asked for, so that no target is lost for a form of them. */
  List<DelegatedRole> delegations() {
    try {
      Optional<JsonObject> delegations = signed.optionalObject("delegations");
      return delegations.isPresent() ? DelegatedRole.all(file, delegations.get()) : List.of();
    } catch (InvalidJson e) {
      throw malformed(file, e);
    }
  }
}
