package org.stellaops.signer.interop;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.stellaops.signer.model.Bytes;

/** Statements about one artifact: a good one, and others that differ from it as their names say. */
final class VerdictStatements {

  /** One payload under the name that the page has for it. */
  record Named(String name, String payload) {}

  private static final String TYPE = "\"_type\":\"https://in-toto.io/Statement/v1\"";
  private static final String PREDICATE_TYPE =
      "\"predicateType\":\"" + VerdictDocuments.TYPE + "\"";

  private final Bytes artifact;

  VerdictStatements(Bytes artifact) {
    this.artifact = artifact;
  }

  String good() {
    return about("{\"name\":\"sbom\",\"digest\":{" + digest("sha256") + "}}");
  }

  private static String about(String... subjects) {
    return "{"
        + TYPE
        + ",\"subject\":["
        + String.join(",", subjects)
        + "],"
        + PREDICATE_TYPE
        + ",\"predicate\":{}}";
  }

  /** Its base64 has {@code +} and {@code /}, and {@code ==} at its end. */
  String inBothAlphabets() {
    String text = good().replace("{}", "{\"a\":\">>>???\"}");
    return text + " ".repeat((3 - (text.length() + 2) % 3) % 3);
  }

  private String digest(String algorithm) {
    return "\"" + algorithm + "\":\"" + hex(algorithm) + "\"";
  }

  private String hex(String algorithm) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.replace("sha", "SHA-"));
      return HexFormat.of().formatHex(digest.digest(artifact.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Named> statements() {
    List<Named> all = new ArrayList<>();
    all.add(changed("Statement v0.1", "Statement/v1", "Statement/v0.1"));
    all.add(changed("`_type` Statement/v0.2", "Statement/v1", "Statement/v0.2"));
    all.add(changed("no `_type`", TYPE + ",", ""));
    all.add(changed("no predicate", ",\"predicate\":{}", ""));
    all.add(changed("predicate null", "\"predicate\":{}", "\"predicate\":null"));
    all.add(changed("predicate an array", "\"predicate\":{}", "\"predicate\":[]"));
    all.add(changed("another predicate type", VerdictDocuments.TYPE, "https://example.com/t"));
    all.add(changed("`predicate_type` for `predicateType`", "predicateType", "predicate_type"));
    all.add(changed("no predicate type", PREDICATE_TYPE + ",", ""));
    all.add(
        changed("a member of the statement twice", "{\"_type", "{" + PREDICATE_TYPE + ",\"_type"));
    all.add(changed("an unknown member in the statement", "{\"_type", "{\"extra\":1,\"_type"));
    all.add(
        changed(
            "an integer of 23 digits in the predicate",
            "\"predicate\":{}",
            "\"predicate\":{\"a\":12345678901234567890123}"));
    all.add(new Named("a payload that is no JSON", "hello"));
    return all;
  }

  private Named changed(String name, String from, String to) {
    String payload = good().replace(from, to);
    if (payload.equals(good())) {
      throw new IllegalArgumentException(name + " changes nothing");
    }
    return new Named(name, payload);
  }

  List<Named> subjects() {
    String right = "{\"digest\":{" + digest("sha256") + "}}";
    String other = "{\"digest\":{\"sha256\":\"" + "00".repeat(32) + "\"}}";
    String upper = digest("sha256").replace(hex("sha256"), hex("sha256").toUpperCase(Locale.ROOT));
    List<Named> all = new ArrayList<>();
    all.add(new Named("a subject without name", about(right)));
    all.add(new Named("`name` null", about(right.replace("{\"dig", "{\"name\":null,\"dig"))));
    all.add(withDigests("sha512 only", digest("sha512")));
    all.add(withDigests("sha384 only", digest("sha384")));
    all.add(withDigests("sha1 only", digest("sha1")));
    all.add(withDigests("sha256 and `gitCommit`", digest("sha256") + ",\"gitCommit\":\"h1:x\""));
    all.add(withDigests("sha256 in upper case", upper));
    all.add(
        withDigests("sha256 without its last byte", digest("sha256").replaceAll("..\"$", "\"")));
    all.add(
        withDigests(
            "right sha256, wrong sha512",
            digest("sha256") + ",\"sha512\":\"" + "00".repeat(64) + "\""));
    all.add(
        withDigests(
            "wrong sha256, right sha512",
            "\"sha256\":\"" + "00".repeat(32) + "\"," + digest("sha512")));
    all.add(new Named("another artifact", about(other)));
    all.add(new Named("another artifact, then this one", about(other, right)));
    all.add(new Named("no digest, then this one", about("{\"digest\":{}}", right)));
    all.add(new Named("no subject", about()));
    return all;
  }

  private static Named withDigests(String name, String set) {
    return new Named(name, about("{\"digest\":{" + set + "}}"));
  }
}
