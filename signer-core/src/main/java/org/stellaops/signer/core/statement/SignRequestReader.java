package org.stellaops.signer.core.statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignOptions.ReportPolicy;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalObject.Member;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;

/**
 * Reads the body of a request to sign, once, with the one strict reader, and puts the statement's
 * bytes together from the canonical bytes of its members. Nothing is ever corrected.
 */
public final class SignRequestReader {

  private static final Set<String> MEMBERS =
      Set.of("subject", "predicateType", "predicate", "scannerImageDigest", "poe", "options");
  private static final Set<String> OF_STATEMENT = Set.of("subject", "predicateType", "predicate");
  private static final int MAX_SMALL = 64 << 10;
  private static final int MAX_TYPE = 1024;
  private static final int MAX_GROWTH = 4096;

  private SignRequestReader() {}

  /** Reads {@code body}; what is wrong with it is refused with its path. */
  public static Decision<SignRequest> read(Bytes body) {
    try {
      return Decision.cleared(assemble(StrictJson.object(body, limits(body.size()))));
    } catch (InvalidJson wrong) {
      return Decision.refused(refusal(wrong, wrong.path()));
    } catch (InvalidField wrong) {
      return Decision.refused(refusal(wrong.reason(), wrong.path(), wrong.advice()));
    }
  }

  /**
   * The canonical form may be longer than the text ({@code 1e20}), but memory was held, and a plan
   * was asked, for the text: documents that people have grow by nothing or a few numbers.
   */
  private static JsonLimits limits(int size) {
    long most = size + size / 8L + MAX_GROWTH;
    return JsonLimits.REQUEST.withMaxBytes((int) Math.min(most, JsonLimits.REQUEST.maxBytes()));
  }

  /**
   * Whether the predicate carries exactly {@code expected} as its {@code policy} member. A report
   * without the claim in both places, or with two different ones, is refused.
   */
  public static Decision<SignRequest> withReportPolicy(SignRequest request) {
    ReportPolicy asked = request.options().reportPolicy();
    if (asked == null) {
      return Decision.refused(
          refusal(Reason.POLICY_MISSING, "$.options.policy", "Reports need options.policy."));
    }
    Bytes predicate = request.predicate();
    if (predicate == null) {
      return Decision.refused(
          refusal(Reason.JSON_MISSING_MEMBER, "$.predicate", "Reports need a predicate."));
    }
    try {
      Optional<Member> found = StrictJson.object(predicate, JsonLimits.REQUEST).member("policy");
      if (found.isPresent()
          && found.get().tree(MAX_SMALL) instanceof JsonObject policy
          && OptionsReader.reportPolicy(policy).equals(asked)) {
        return Decision.cleared(request);
      }
      return Decision.refused(
          refusal(
              Reason.POLICY_DIFFERS,
              "$.predicate.policy",
              "Let predicate.policy equal options.policy: the same digest and viewSet."));
    } catch (InvalidJson wrong) {
      return Decision.refused(refusal(wrong, inPredicate(wrong.path())));
    } catch (InvalidField wrong) {
      return Decision.refused(refusal(wrong.reason(), inPredicate(wrong.path()), wrong.advice()));
    }
  }

  private static String inPredicate(String path) {
    return "$.predicate" + path.substring(1);
  }

  private static SignRequest assemble(CanonicalObject body) throws InvalidJson, InvalidField {
    Optional<Member> unknown = body.memberBut(MEMBERS);
    if (unknown.isPresent()) {
      throw new InvalidField(
          Reason.JSON_UNKNOWN_MEMBER,
          unknown.get().path(),
          "Leave out the member; it is not known here.");
    }
    Member subject = required(body, "subject");
    Optional<Member> predicate = body.member("predicate");
    Member predicateType = required(body, "predicateType");
    if (predicate.isPresent() && predicate.get().kind() != JsonKind.OBJECT) {
      throw new InvalidField(
          Reason.PREDICATE_NOT_AN_OBJECT, "$.predicate", "Send an object, or leave predicate out.");
    }
    String type = text(predicateType);
    if (type.isEmpty() || type.length() > MAX_TYPE) {
      throw new InvalidField(Reason.PREDICATE_TYPE, "$.predicateType", "Send the URI of the type.");
    }
    List<Subject> subjects = StatementReader.subjectsToSign(subject);
    StatementBytes statement =
        StatementBytes.of(
            subject.value(), predicateType.value(), predicate.map(Member::value).orElse(null));
    return new SignRequest(
        subjects,
        type,
        PreAuthEncoding.of(DocumentTypes.IN_TOTO, statement.payload()),
        statement.payload().sha256(),
        statement.predicate(),
        proof(body),
        scanner(body),
        OptionsReader.read(object(body, "options")));
  }

  /** The statement's bytes, and where in them the predicate stands. */
  private record StatementBytes(Bytes payload, @Nullable Bytes predicate) {

    static StatementBytes of(Bytes subject, Bytes predicateType, @Nullable Bytes predicate) {
      String type = "{\"_type\":\"" + DocumentTypes.STATEMENT + "\"";
      Bytes head = Bytes.utf8(predicate == null ? type : type + ",\"predicate\":");
      Bytes middle = Bytes.utf8(",\"predicateType\":");
      Bytes last = Bytes.utf8(",\"subject\":");
      Bytes claim = predicate == null ? Bytes.empty() : predicate;
      List<Bytes> parts =
          List.of(head, claim, middle, predicateType, last, subject, Bytes.utf8("}"));
      byte[] all = new byte[Math.toIntExact(parts.stream().mapToLong(Bytes::size).sum())];
      int at = 0;
      for (Bytes part : parts) {
        part.copyInto(all, at);
        at += part.size();
      }
      Bytes payload = Bytes.adopt(all);
      return new StatementBytes(
          payload,
          predicate == null ? null : payload.slice(head.size(), head.size() + claim.size()));
    }
  }

  private static String proof(CanonicalObject body) throws InvalidJson, InvalidField {
    JsonObject poe =
        object(body, "poe")
            .orElseThrow(() ->
                new InvalidField(
                    Reason.POE_MISSING, "$.poe", "Send your Proof of Entitlement as poe."));
    poe.allowOnly("format", "value");
    if (!poe.string("format").equals("jwt")) {
      throw new InvalidField(
          Reason.UNSUPPORTED_POE_FORMAT, "$.poe.format", "Set the format to jwt.");
    }
    return poe.string("value");
  }

  private static @Nullable Digest scanner(CanonicalObject body) throws InvalidJson, InvalidField {
    Optional<Member> given = body.member("scannerImageDigest");
    if (given.isEmpty()) {
      return null;
    }
    try {
      return Digest.parse(text(given.get()));
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.DIGEST_MALFORMED, "$.scannerImageDigest", "Write the digest as sha256:<hex>.");
    }
  }

  private static Member required(CanonicalObject body, String name) throws InvalidField {
    return body.member(name)
        .orElseThrow(() ->
            new InvalidField(
                Reason.JSON_MISSING_MEMBER, "$." + name, "Send the member " + name + "."));
  }

  private static String text(Member member) throws InvalidJson, InvalidField {
    if (member.tree(MAX_SMALL) instanceof JsonString string) {
      return string.value();
    }
    throw new InvalidField(Reason.JSON_WRONG_TYPE, member.path(), "Send a string.");
  }

  private static Optional<JsonObject> object(CanonicalObject body, String name)
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

  private static Refusal refusal(InvalidJson wrong, String path) {
    String sentence = wrong.getMessage() == null ? wrong.fault().sentence() : wrong.getMessage();
    String advice =
        wrong.fault().isWellFormed()
            ? Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + "."
            : "Send strict JSON (RFC 8259, RFC 7493): " + sentence + ".";
    return refusal(wrong.fault().reason(), path, advice);
  }

  private static Refusal refusal(Reason reason, String path, String advice) {
    boolean inStatement =
        OF_STATEMENT.stream()
            .map(member -> "$." + member)
            .anyMatch(member ->
                path.equals(member)
                    || path.startsWith(member + ".")
                    || path.startsWith(member + "["));
    return inStatement
        ? new Refusal.InvalidStatement(reason, path, advice)
        : new Refusal.InvalidRequest(reason, advice + " (" + path + ")");
  }
}
