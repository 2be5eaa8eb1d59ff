package org.stellaops.signer.core.statement;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalObject.Member;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;

/** The members that requests to sign have in common, and how what is wrong with one is refused. */
final class RequestMembers {

  /** What of a request becomes a part of what is signed. */
  private static final Set<String> SIGNED =
      Set.of("subject", "predicateType", "predicate", "export");

  private static final int MAX_SMALL = 64 << 10;
  private static final int MAX_GROWTH = 4096;

  private RequestMembers() {}

  /**
   * The canonical form may be longer than the text ({@code 1e20}), but memory was held, and a plan
   * was asked, for the text: documents that people have grow by nothing or a few numbers.
   */
  static JsonLimits limits(int size) {
    long most = size + size / 8L + MAX_GROWTH;
    return JsonLimits.REQUEST.withMaxBytes((int) Math.min(most, JsonLimits.REQUEST.maxBytes()));
  }

  static void allowOnly(CanonicalObject body, Set<String> members) throws InvalidField {
    Optional<Member> unknown = body.memberBut(members);
    if (unknown.isPresent()) {
      throw new InvalidField(
          Reason.JSON_UNKNOWN_MEMBER,
          unknown.get().path(),
          "Leave out the member; it is not known here.");
    }
  }

  /**
   * The Proof of Entitlement; null for none. Whether one is needed is for the gate to say that
   * knows of bypasses.
   */
  static @Nullable String proof(CanonicalObject body) throws InvalidJson, InvalidField {
    Optional<JsonObject> given = object(body, "poe");
    if (given.isEmpty()) {
      return null;
    }
    JsonObject poe = given.get();
    poe.allowOnly("format", "value");
    if (!poe.string("format").equals("jwt")) {
      throw new InvalidField(
          Reason.UNSUPPORTED_POE_FORMAT, "$.poe.format", "Set the format to jwt.");
    }
    return poe.string("value");
  }

  static @Nullable Digest scanner(CanonicalObject body) throws InvalidJson, InvalidField {
    return digest(body, "scannerImageDigest");
  }

  static @Nullable Digest scannerIndex(CanonicalObject body) throws InvalidJson, InvalidField {
    return digest(body, "scannerIndexDigest");
  }

  private static @Nullable Digest digest(CanonicalObject body, String name)
      throws InvalidJson, InvalidField {
    Optional<Member> given = body.member(name);
    if (given.isEmpty()) {
      return null;
    }
    try {
      return Digest.parse(text(given.get()));
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.DIGEST_MALFORMED, "$." + name, "Write the digest as sha256:<hex>.");
    }
  }

  static Member required(CanonicalObject body, String name) throws InvalidField {
    return body.member(name)
        .orElseThrow(() ->
            new InvalidField(
                Reason.JSON_MISSING_MEMBER, "$." + name, "Send the member " + name + "."));
  }

  static String text(Member member) throws InvalidJson, InvalidField {
    if (member.tree(MAX_SMALL) instanceof JsonString string) {
      return string.value();
    }
    throw new InvalidField(Reason.JSON_WRONG_TYPE, member.path(), "Send a string.");
  }

  static Optional<JsonObject> object(CanonicalObject body, String name)
      throws InvalidJson, InvalidField {
    Optional<Member> given = body.member(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    JsonValue tree = given.get().tree(MAX_SMALL);
    if (tree instanceof JsonObject object) {
      return Optional.of(object);
    }
    throw new InvalidField(Reason.JSON_WRONG_TYPE, given.get().path(), "Send an object.");
  }

  static Refusal refusal(InvalidJson wrong, String path) {
    String sentence = wrong.getMessage() == null ? wrong.fault().sentence() : wrong.getMessage();
    String advice =
        wrong.fault().isWellFormed()
            ? Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + "."
            : "Send strict JSON (RFC 8259, RFC 7493): " + sentence + ".";
    return refusal(wrong.fault().reason(), path, advice);
  }

  static Refusal refusal(Reason reason, String path, String advice) {
    boolean isSigned =
        SIGNED.stream()
            .map(member -> "$." + member)
            .anyMatch(member ->
                path.equals(member)
                    || path.startsWith(member + ".")
                    || path.startsWith(member + "["));
    return isSigned
        ? new Refusal.InvalidStatement(reason, path, advice)
        : new Refusal.InvalidRequest(reason, advice + " (" + path + ")");
  }
}
