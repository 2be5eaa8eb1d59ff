package org.stellaops.signer.cli.verdict;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;

/** Finds what security keys signed in records of the service. */
public final class RecordedProofs {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 20);
  private static final int MAX_VALUES = 1 << 20;
  private static final String IN_RECORDS = "securityKeyProof";
  private static final String PROOF = "proof";
  private static final String APPROVAL = "approval";
  private static final String IMAGE = "imageDigest";
  private static final String REASON = "reason";
  private static final String OTHER = "what the key signed is not what stands here";

  private static final Map<String, String> DECISIONS =
      Map.of("approved", "approve", "denied", "deny", "revoked", "revoke");
  private static final Map<String, String> CHANGES =
      Map.of("confirmed", "confirm", "revoked", "revoke");

  private RecordedProofs() {}

  /**
   * A decision as it is on record.
   *
   * @param proof what a security key signed of it; null for none
   * @param at when it was decided, as the record says; null for a proof without one
   * @param fault why the proof is not of what stands around it; null where it is
   */
  public record Recorded(
      @Nullable SecurityKeyProof proof, @Nullable Instant at, @Nullable String fault) {}

  /**
   * The decisions in an answer about approvals, each of which needs a proof that is its own; the
   * proofs in an answer about security keys and in audit records; or the one that the document is.
   *
   * @return empty where the document is none of these
   */
  public static Optional<List<Recorded>> of(Bytes document) {
    try {
      if (!(JsonValue.parse(document, LIMITS, MAX_VALUES) instanceof JsonObject root)
          || root.has("payload")
          || root.has("mediaType")) {
        return Optional.empty();
      }
      List<Recorded> found = new ArrayList<>();
      if (isProof(root)) {
        found.add(new Recorded(SecurityKeyProof.read(root), null, null));
      } else {
        collect(root, found);
      }
      return Optional.of(found);
    } catch (InvalidJson | DateTimeParseException e) {
      throw CommandFailed.usage("the file is not as it should be: " + e.getMessage(), e);
    }
  }

  private static boolean isProof(JsonObject object) {
    return SecurityKeyProof.SCHEMA.equals(text(object, "schema"));
  }

  private static void collect(JsonObject object, List<Recorded> found) throws InvalidJson {
    if (object.has(IN_RECORDS)) {
      found.add(ofRecord(object));
    } else if (object.has("history") && object.has(IMAGE)) {
      ofApproval(object, found);
    } else if (object.has("history") && object.has("credentialId")) {
      ofKey(object, found);
    } else if (isProof(object)) {
      found.add(new Recorded(null, null, "a proof stands where no decision is"));
    } else {
      for (JsonValue member : object.members().values()) {
        if (member instanceof JsonObject inner) {
          collect(inner, found);
        } else if (member instanceof JsonArray array) {
          for (JsonValue element : array.values()) {
            if (element instanceof JsonObject inner) {
              collect(inner, found);
            }
          }
        }
      }
    }
  }

  private static Recorded ofRecord(JsonObject record) throws InvalidJson {
    SecurityKeyProof proof = SecurityKeyProof.read(record.object(IN_RECORDS));
    JsonObject signed = JsonObject.parse(proof.document(), LIMITS);
    boolean fits =
        text(record, "decision").equals("answered")
            && text(signed, REASON).equals(text(record, "actReason"))
            && (signed.has(APPROVAL)
                ? text(signed, APPROVAL).equals(text(record, APPROVAL))
                    && text(signed, IMAGE).equals(text(record, "approvalImage"))
                : proof.key().equals(text(record, "securityKey"))
                    || text(signed, "securityKey").equals(text(record, "securityKey")));
    return new Recorded(
        proof, time(record), fits ? null : "the record is of something else, or of a refusal");
  }

  /** Each decision needs a proof; who only asked has none. */
  private static void ofApproval(JsonObject approval, List<Recorded> found) throws InvalidJson {
    List<JsonObject> history = approval.array("history").objects();
    for (int i = 0; i < history.size(); i++) {
      JsonObject step = history.get(i);
      boolean last = i == history.size() - 1;
      String verb = DECISIONS.get(step.string("deed"));
      if (verb == null) {
        continue;
      }
      if (!step.has(PROOF)) {
        found.add(
            new Recorded(
                null,
                null,
                "no security key signed that " + text(approval, "id") + " was " + verb + "d"));
        continue;
      }
      SecurityKeyProof proof = SecurityKeyProof.read(step.object(PROOF));
      JsonObject signed = JsonObject.parse(proof.document(), LIMITS);
      boolean fits =
          text(signed, APPROVAL).equals(text(approval, "id"))
              && text(signed, IMAGE).equals(text(approval, IMAGE))
              && isOf(signed, step, verb)
              && (!verb.equals("approve")
                  || !last
                  || text(signed, "until").equals(text(approval, "until")));
      found.add(new Recorded(proof, time(step), fits ? null : OTHER));
    }
  }

  /** The first key of all, and one that is lost, may be confirmed and revoked without a proof. */
  private static void ofKey(JsonObject key, List<Recorded> found) throws InvalidJson {
    for (JsonObject step : key.array("history").objects()) {
      if (step.has(PROOF)) {
        SecurityKeyProof proof = SecurityKeyProof.read(step.object(PROOF));
        JsonObject signed = JsonObject.parse(proof.document(), LIMITS);
        boolean fits =
            text(signed, "securityKey").equals(text(key, "id"))
                && isOf(signed, step, CHANGES.getOrDefault(step.string("deed"), ""));
        found.add(new Recorded(proof, time(step), fits ? null : OTHER));
      }
    }
  }

  private static boolean isOf(JsonObject signed, JsonObject step, String verb) throws InvalidJson {
    CanonicalWriter person = CanonicalWriter.object();
    for (String name : List.of("client", "issuer", "person", "tenant")) {
      step.optionalString(name).ifPresent(value -> person.string(name, value));
    }
    return text(signed, "verb").equals(verb)
        && text(signed, REASON).equals(text(step, REASON))
        && signed.object("person").canonical().equals(person.bytes());
  }

  private static @Nullable Instant time(JsonObject object) throws InvalidJson {
    return object.optionalString("at").map(Instant::parse).orElse(null);
  }

  private static String text(JsonObject object, String name) {
    try {
      return object.optionalString(name).orElse("");
    } catch (InvalidJson another) {
      return "";
    }
  }
}
