package org.stellaops.signer.verify.trust;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.RawObject;

/** What Sigstore's trust data have in common ({@code sigstore_trustroot.proto}). */
final class ProtoJson {

  private static final int MAX_ENTRIES = 256;
  private static final int MAX_TEXT_BYTES = 4096;

  private ProtoJson() {}

  /** Reads one element of a list. */
  interface Reading<T> {
    T of(RawObject entry) throws InvalidJson, InvalidTrust;
  }

  /** Each element of a list, which may be absent. */
  static <T> List<T> list(RawObject holder, String name, Reading<T> reading)
      throws InvalidJson, InvalidTrust {
    Optional<RawObject.Member> member = holder.field(name);
    List<T> all = new ArrayList<>();
    if (member.isPresent()) {
      for (RawObject.Member entry : member.get().elements(MAX_ENTRIES)) {
        all.add(reading.of(entry.object()));
      }
    }
    return all;
  }

  /** A text that is not empty; protobuf holds one that is empty to be absent. */
  static Optional<String> text(RawObject object, String name) throws InvalidJson {
    Optional<RawObject.Member> member = object.field(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    String text = member.get().string(MAX_TEXT_BYTES);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** A start is needed: without one, something would be trusted before it was made. */
  static ValidityWindow window(RawObject holder) throws InvalidJson, InvalidTrust {
    Optional<RawObject.Member> member = holder.field("validFor");
    if (member.isEmpty()) {
      throw new InvalidTrust("An authority, log or service has no validFor.");
    }
    RawObject range = member.get().object().allowOnlyFields("start", "end");
    Instant start = time(range, "start");
    if (start == null) {
      throw new InvalidTrust("A validFor has no start.");
    }
    try {
      return new ValidityWindow(start, time(range, "end"));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("A validFor ends before it starts.");
    }
  }

  private static @Nullable Instant time(RawObject range, String name)
      throws InvalidJson, InvalidTrust {
    Optional<String> text = text(range, name);
    try {
      return text.isEmpty() ? null : Instant.parse(text.get());
    } catch (DateTimeParseException e) {
      throw new InvalidTrust("A time is not of the form 2026-01-31T00:00:00Z.");
    }
  }
}
