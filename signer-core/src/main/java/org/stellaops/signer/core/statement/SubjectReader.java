package org.stellaops.signer.core.statement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;

/**
 * Reads the subjects of a statement under the bounds that common verifiers have, so that nothing is
 * signed that they would refuse to read: 1024 subjects, 32 digests each, no unknown member.
 */
final class SubjectReader {

  static final List<String> STRONG = List.of("sha256", "sha512", "sha384");

  private static final int MAX_SUBJECTS = 1024;
  private static final int MAX_DIGESTS = 32;
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_VALUES = 1 << 17;
  private static final int MAX_NAME = 1024;
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){1,128}");

  private SubjectReader() {}

  static List<Subject> read(CanonicalObject.Member member) throws InvalidJson, InvalidField {
    JsonValue tree = member.tree(MAX_BYTES, MAX_VALUES);
    if (!(tree instanceof JsonArray array)) {
      throw new InvalidField("subject-not-an-array", "$.subject", "Send subject as an array.");
    }
    if (array.size() == 0 || array.size() > MAX_SUBJECTS) {
      throw new InvalidField(
          "subject-count", "$.subject", "Name 1 to " + MAX_SUBJECTS + " subjects.");
    }
    List<Subject> subjects = new ArrayList<>(array.size());
    for (JsonObject subject : array.objects()) {
      subjects.add(read(subject));
    }
    return List.copyOf(subjects);
  }

  private static Subject read(JsonObject subject) throws InvalidJson, InvalidField {
    subject.allowOnly(
        "name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations");
    for (String text : List.of("uri", "content", "downloadLocation", "mediaType")) {
      subject.optionalString(text);
    }
    subject.optionalObject("annotations");
    String name = subject.string("name");
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new InvalidField(
          "subject-name",
          subject.pathOf("name"),
          "Give each subject a name of 1 to " + MAX_NAME + " characters.");
    }
    return new Subject(name, digests(subject.object("digest")));
  }

  private static Map<String, String> digests(JsonObject set) throws InvalidJson, InvalidField {
    if (set.members().size() > MAX_DIGESTS) {
      throw new InvalidField(
          "digest-count", set.path(), "Give each subject at most " + MAX_DIGESTS + " digests.");
    }
    Map<String, String> digests = new LinkedHashMap<>();
    boolean strong = false;
    for (String algorithm : set.members().keySet()) {
      String hex = set.string(algorithm);
      int expected =
          switch (algorithm) {
            case "sha256" -> 64;
            case "sha384" -> 96;
            case "sha512" -> 128;
            default -> 0;
          };
      if (!HEX.matcher(hex).matches() || (expected > 0 && hex.length() != expected)) {
        throw new InvalidField(
            "digest-malformed",
            set.pathOf(algorithm),
            "Write digests as lower-case hexadecimal of the algorithm's length.");
      }
      strong |= expected > 0;
      digests.put(algorithm, hex);
    }
    if (!strong) {
      throw new InvalidField(
          "digest-weak", set.path(), "Give each subject a sha256, sha384 or sha512 digest.");
    }
    return digests;
  }
}
