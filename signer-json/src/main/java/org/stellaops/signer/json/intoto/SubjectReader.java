package org.stellaops.signer.json.intoto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Reason;

/** Reads the {@code subject} member of a statement. */
final class SubjectReader {

  static final int MAX_BYTES = 4 << 20;
  static final int MAX_VALUES = 1 << 17;

  private static final int MAX_SUBJECTS = 1024;
  private static final int MAX_DIGESTS = 32;
  private static final int MAX_NAME = 1024;
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){1,128}");

  private SubjectReader() {}

  static List<Subject> read(JsonValue member) throws InvalidJson, InvalidField {
    List<Subject> subjects = new ArrayList<>();
    for (JsonObject subject : objects(member)) {
      subjects.add(subject(known(subject).withoutNulls()));
    }
    return subjects;
  }

  static List<Subject> readToSign(JsonValue member) throws InvalidJson, InvalidField {
    List<Subject> subjects = new ArrayList<>();
    for (JsonObject object : objects(member)) {
      Subject subject = subject(known(object));
      requireName(object, subject.name());
      requireDigests(object.object("digest"), subject);
      subjects.add(subject);
    }
    return List.copyOf(subjects);
  }

  private static List<JsonObject> objects(JsonValue member) throws InvalidJson, InvalidField {
    if (!(member instanceof JsonArray array)) {
      throw new InvalidField(Reason.SUBJECT_NOT_AN_ARRAY, "$.subject", "Send subject as an array.");
    }
    if (array.size() == 0 || array.size() > MAX_SUBJECTS) {
      throw new InvalidField(
          Reason.SUBJECT_COUNT, "$.subject", "Name 1 to " + MAX_SUBJECTS + " subjects.");
    }
    return array.objects();
  }

  private static JsonObject known(JsonObject subject) throws InvalidJson {
    return subject.allowOnly(
        "name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations");
  }

  private static Subject subject(JsonObject subject) throws InvalidJson, InvalidField {
    for (String text : List.of("uri", "content", "downloadLocation", "mediaType")) {
      subject.optionalString(text);
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    subject
        .optionalObject("annotations")
        .ifPresent(all ->
            all.members()
                .forEach((name, value) -> {
                  if (value instanceof JsonString text) {
                    annotations.put(name, text.value());
                  }
                }));
    JsonObject set = subject.object("digest");
    if (set.members().isEmpty() || set.members().size() > MAX_DIGESTS) {
      throw new InvalidField(
          Reason.DIGEST_COUNT, set.path(), "Give each subject 1 to " + MAX_DIGESTS + " digests.");
    }
    Map<String, String> digests = new LinkedHashMap<>();
    for (String algorithm : set.members().keySet()) {
      digests.put(algorithm, set.string(algorithm));
    }
    return new Subject(subject.optionalString("name").orElse(""), digests, annotations);
  }

  private static void requireName(JsonObject subject, String name) throws InvalidField {
    boolean blank = !name.isEmpty() && name.isBlank();
    if (name.length() > MAX_NAME || blank || name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidField(
          Reason.SUBJECT_NAME,
          subject.pathOf("name"),
          "Give the subject a name of at most "
              + MAX_NAME
              + " characters, not blank and without line ends or other control characters, or"
              + " none.");
    }
  }

  private static void requireDigests(JsonObject set, Subject subject)
      throws InvalidJson, InvalidField {
    for (String algorithm : set.members().keySet()) {
      String hex = set.string(algorithm);
      int expected = digits(algorithm);
      if (!HEX.matcher(hex).matches() || (expected > 0 && hex.length() != expected)) {
        throw new InvalidField(
            Reason.DIGEST_MALFORMED,
            set.pathOf(algorithm),
            "Write digests as lower-case hexadecimal of the algorithm's length.");
      }
    }
    if (subject.labels().isEmpty()) {
      throw new InvalidField(
          Reason.DIGEST_WEAK, set.path(), "Give each subject a sha256, sha384 or sha512 digest.");
    }
  }

  /** How many a strong algorithm has; 0 for another one. */
  private static int digits(String algorithm) {
    return switch (algorithm) {
      case "sha256" -> 64;
      case "sha384" -> 96;
      case "sha512" -> 128;
      default -> 0;
    };
  }
}
