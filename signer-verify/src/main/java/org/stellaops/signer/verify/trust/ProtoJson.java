package org.stellaops.signer.verify.trust;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
  private static final String PLAIN = "2026-01-31T00:00:00Z";

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
      return text.isEmpty() ? null : instant(text.get());
    } catch (DateTimeParseException e) {
      throw new InvalidTrust("A time is not of the form 2026-01-31T00:00:00Z.");
    }
  }

  /** The form that nearly all have is read without a formatter, which takes long to get ready. */
  private static Instant instant(String text) {
    if (text.length() == PLAIN.length() && text.charAt(PLAIN.length() - 1) == 'Z') {
      try {
        return LocalDateTime.of(
                number(text, 0, 4, '-'),
                number(text, 5, 7, '-'),
                number(text, 8, 10, 'T'),
                number(text, 11, 13, ':'),
                number(text, 14, 16, ':'),
                number(text, 17, 19, 'Z'))
            .toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        return Instant.parse(text);
      }
    }
    return Instant.parse(text);
  }

  private static int number(String text, int from, int to, char then) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("no digit");
      }
      number = number * 10 + digit;
    }
    if (text.charAt(to) != then) {
      throw new DateTimeException("no " + then);
    }
    return number;
  }
}
