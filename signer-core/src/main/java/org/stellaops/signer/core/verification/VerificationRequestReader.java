package org.stellaops.signer.core.verification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.verification.VerificationRequest.Choice;
import org.stellaops.signer.core.verification.VerificationRequest.Wanted;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.RawObject.Member;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.BundleExaminer.TrustedIdentity;

/** Reads the body of a request to verify, strictly; the documents in it are left as they are. */
final class VerificationRequestReader {

  private static final int MOST_DOCUMENTS = 16;
  private static final int MOST_SIGNERS = 16;
  private static final int MOST_OPERATORS = 8;
  private static final int MAX_SMALL = 64 << 10;
  private static final int MAX_VALUES = 1024;
  private static final int MAX_TEXT = 2048;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  private VerificationRequestReader() {}

  /** Reads {@code body}; what is wrong with it is refused with its path. */
  static Decision<VerificationRequest> read(Bytes body) {
    try {
      RawObject raw = StrictJson.raw(body, JsonLimits.REQUEST);
      raw.allowOnly("artifact", "bundle", "bundles", "paeSha256", "policy");
      return Decision.cleared(
          new VerificationRequest(documents(raw), wanted(raw), choice(small(raw, "policy"))));
    } catch (InvalidJson wrong) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              wrong.fault().reason(), "Send strict JSON: " + wrong.getMessage() + "."));
    } catch (InvalidField wrong) {
      return Decision.refused(
          new Refusal.InvalidRequest(wrong.reason(), wrong.advice() + " (" + wrong.path() + ")"));
    }
  }

  private static List<Bytes> documents(RawObject body) throws InvalidJson, InvalidField {
    Optional<Member> one = body.member("bundle");
    Optional<Member> several = body.member("bundles");
    if (one.isPresent() == several.isPresent()) {
      throw new InvalidField(
          Reason.DOCUMENT_COUNT,
          "$.bundle",
          "Send one envelope or bundle as bundle, or several over the same content as bundles.");
    }
    if (one.isPresent()) {
      return List.of(document(one.get()));
    }
    List<Bytes> documents = new ArrayList<>();
    for (Member element : several.orElseThrow().elements(MOST_DOCUMENTS)) {
      documents.add(document(element));
    }
    if (documents.isEmpty()) {
      throw new InvalidField(
          Reason.DOCUMENT_COUNT, "$.bundles", "Send 1 to " + MOST_DOCUMENTS + " of them.");
    }
    return List.copyOf(documents);
  }

  private static Bytes document(Member member) throws InvalidField {
    if (member.kind() != JsonKind.OBJECT) {
      throw new InvalidField(
          Reason.JSON_WRONG_TYPE,
          member.path(),
          "Send the envelope or bundle itself, an object, not its text.");
    }
    return member.text();
  }

  private static Wanted wanted(RawObject body) throws InvalidJson, InvalidField {
    Map<String, String> artifact = new HashMap<>();
    Optional<JsonObject> given = small(body, "artifact");
    if (given.isPresent()) {
      JsonObject digests = given.get().allowOnly("sha256", "sha384", "sha512");
      for (String algorithm : digests.members().keySet()) {
        String hex = digests.string(algorithm);
        if (!isDigest(algorithm, hex)) {
          throw new InvalidField(
              Reason.DIGEST_MALFORMED,
              digests.pathOf(algorithm),
              "Write the digest in lower-case hexadecimal digits, without a prefix.");
        }
        artifact.put(algorithm, hex);
      }
    }
    Optional<Member> pae = body.member("paeSha256");
    Digest wanted = pae.isEmpty() ? null : hex(pae.get().string(MAX_TEXT), pae.get().path());
    if (artifact.isEmpty() && wanted == null) {
      throw new InvalidField(
          Reason.ARTIFACT_MISSING,
          "$.artifact",
          "Say what it must be about: artifact with a sha256, sha384 or sha512 digest, or"
              + " paeSha256.");
    }
    return new Wanted(artifact, wanted);
  }

  private static Choice choice(Optional<JsonObject> given) throws InvalidJson, InvalidField {
    if (given.isEmpty()) {
      return Choice.NONE;
    }
    JsonObject policy =
        given
            .get()
            .allowOnly(
                "certificateLogs",
                "identities",
                "keys",
                "logs",
                "predicateType",
                "threshold",
                "timestamps");
    Optional<String> type = policy.optionalString("predicateType");
    if (type.filter(each -> each.isEmpty() || each.length() > MAX_TEXT).isPresent()) {
      throw value(policy, "predicateType", "Send the URI of the type.");
    }
    Choice choice =
        new Choice(
            keys(policy),
            identities(policy),
            number(policy, "threshold", 1, MOST_DOCUMENTS),
            type.orElse(null),
            number(policy, "logs", 0, MOST_OPERATORS),
            number(policy, "timestamps", 0, MOST_OPERATORS),
            number(policy, "certificateLogs", 0, MOST_OPERATORS));
    if (choice.namesSomebody() && size(choice.keys()) + size(choice.identities()) == 0) {
      throw value(policy, "keys", "Name somebody, or leave keys and identities out.");
    }
    return choice;
  }

  private static int size(@Nullable List<?> list) {
    return list == null ? 0 : list.size();
  }

  private static @Nullable List<Digest> keys(JsonObject policy) throws InvalidJson, InvalidField {
    if (!policy.has("keys")) {
      return null;
    }
    List<Digest> keys = new ArrayList<>();
    for (String id : policy.array("keys").strings()) {
      keys.add(digest(id, policy.pathOf("keys")));
    }
    requireFew(policy, "keys", keys);
    return List.copyOf(keys);
  }

  private static @Nullable List<TrustedIdentity> identities(JsonObject policy)
      throws InvalidJson, InvalidField {
    if (!policy.has("identities")) {
      return null;
    }
    List<TrustedIdentity> identities = new ArrayList<>();
    for (JsonObject entry : policy.array("identities").objects()) {
      entry.allowOnly("issuer", "subject");
      identities.add(new TrustedIdentity(name(entry, "issuer"), name(entry, "subject")));
    }
    requireFew(policy, "identities", identities);
    return List.copyOf(identities);
  }

  private static String name(JsonObject entry, String member) throws InvalidJson, InvalidField {
    String text = entry.string(member);
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw value(entry, member, "Send it exactly as the certificate has it.");
    }
    return text;
  }

  /** Each is tried against each signature. */
  private static void requireFew(JsonObject policy, String member, List<?> given)
      throws InvalidField {
    if (given.size() > MOST_SIGNERS) {
      throw value(policy, member, "Name at most " + MOST_SIGNERS + ".");
    }
  }

  private static @Nullable Integer number(JsonObject policy, String member, int least, int most)
      throws InvalidJson, InvalidField {
    OptionalLong given = policy.optionalInteger(member);
    if (given.isEmpty()) {
      return null;
    }
    if (given.getAsLong() < least || given.getAsLong() > most) {
      throw value(policy, member, "Send a number from " + least + " to " + most + ".");
    }
    return (int) given.getAsLong();
  }

  private static InvalidField value(JsonObject object, String member, String advice) {
    return new InvalidField(Reason.OPTION_VALUE, object.pathOf(member), advice);
  }

  private static Digest digest(String text, String path) throws InvalidField {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.DIGEST_MALFORMED, path, "Write the digest as sha256:<64 hexadecimal digits>.");
    }
  }

  private static boolean isDigest(String algorithm, String hex) {
    int digits =
        switch (algorithm) {
          case "sha256" -> 64;
          case "sha384" -> 96;
          default -> 128;
        };
    return hex.length() == digits && HEX.matcher(hex).matches();
  }

  /** As answers and bundles have it. */
  private static Digest hex(String text, String path) throws InvalidField {
    if (!isDigest("sha256", text)) {
      throw new InvalidField(
          Reason.DIGEST_MALFORMED, path, "Write the digest as 64 lower-case hexadecimal digits.");
    }
    return new Digest(text);
  }

  private static Optional<JsonObject> small(RawObject body, String name)
      throws InvalidJson, InvalidField {
    Optional<Member> given = body.member(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (given.get().tree(MAX_SMALL, MAX_VALUES) instanceof JsonObject object) {
      return Optional.of(object);
    }
    throw new InvalidField(Reason.JSON_WRONG_TYPE, given.get().path(), "Send an object.");
  }
}
