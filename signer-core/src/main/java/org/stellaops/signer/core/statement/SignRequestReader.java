package org.stellaops.signer.core.statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignOptions.ReportPolicy;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalObject.Member;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;

/**
 * Reads the body of a request to sign, once, with the one strict reader, and puts the statement's
 * bytes together from the canonical bytes of its members. Nothing is ever corrected.
 */
public final class SignRequestReader {

  private static final Set<String> MEMBERS =
      Set.of(
          "subject",
          "predicateType",
          "predicate",
          "scannerImageDigest",
          "scannerIndexDigest",
          "poe",
          "options");
  private static final int MAX_SMALL = 64 << 10;
  private static final int MAX_TYPE = 1024;

  private SignRequestReader() {}

  /** Reads {@code body}; what is wrong with it is refused with its path. */
  public static Decision<SignRequest> read(Bytes body) {
    try {
      return Decision.cleared(
          assemble(StrictJson.object(body, RequestMembers.limits(body.size()))));
    } catch (InvalidJson wrong) {
      return Decision.refused(RequestMembers.refusal(wrong, wrong.path()));
    } catch (InvalidField wrong) {
      return Decision.refused(RequestMembers.refusal(wrong.reason(), wrong.path(), wrong.advice()));
    }
  }

  /**
   * Whether the predicate carries exactly {@code expected} as its {@code policy} member. A report
   * without the claim in both places, or with two different ones, is refused.
   */
  public static Decision<SignRequest> withReportPolicy(SignRequest request) {
    ReportPolicy asked = request.options().reportPolicy();
    if (asked == null) {
      return Decision.refused(
          RequestMembers.refusal(
              Reason.POLICY_MISSING, "$.options.policy", "Reports need options.policy."));
    }
    Bytes predicate = request.predicate();
    if (predicate == null) {
      return Decision.refused(
          RequestMembers.refusal(
              Reason.JSON_MISSING_MEMBER, "$.predicate", "Reports need a predicate."));
    }
    try {
      Optional<Member> found = StrictJson.object(predicate, JsonLimits.REQUEST).member("policy");
      if (found.isPresent()
          && found.get().tree(MAX_SMALL) instanceof JsonObject policy
          && OptionsReader.reportPolicy(policy).equals(asked)) {
        return Decision.cleared(request);
      }
      return Decision.refused(
          RequestMembers.refusal(
              Reason.POLICY_DIFFERS,
              "$.predicate.policy",
              "Let predicate.policy equal options.policy: the same digest and viewSet."));
    } catch (InvalidJson wrong) {
      return Decision.refused(RequestMembers.refusal(wrong, inPredicate(wrong.path())));
    } catch (InvalidField wrong) {
      return Decision.refused(
          RequestMembers.refusal(wrong.reason(), inPredicate(wrong.path()), wrong.advice()));
    }
  }

  private static String inPredicate(String path) {
    return "$.predicate" + path.substring(1);
  }

  private static SignRequest assemble(CanonicalObject body) throws InvalidJson, InvalidField {
    RequestMembers.allowOnly(body, MEMBERS);
    Member subject = RequestMembers.required(body, "subject");
    Optional<Member> predicate = body.member("predicate");
    Member predicateType = RequestMembers.required(body, "predicateType");
    if (predicate.isPresent() && predicate.get().kind() != JsonKind.OBJECT) {
      throw new InvalidField(
          Reason.PREDICATE_NOT_AN_OBJECT, "$.predicate", "Send an object, or leave predicate out.");
    }
    String type = RequestMembers.text(predicateType);
    if (type.isEmpty() || type.length() > MAX_TYPE) {
      throw new InvalidField(Reason.PREDICATE_TYPE, "$.predicateType", "Send the URI of the type.");
    }
    if (type.equals(DocumentTypes.EXPORT)) {
      throw new InvalidField(
          Reason.PREDICATE_TYPE,
          "$.predicateType",
          "Have exports signed at sign/export: what they consist of is composed there.");
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
        RequestMembers.proof(body),
        RequestMembers.scanner(body),
        RequestMembers.scannerIndex(body),
        OptionsReader.read(RequestMembers.object(body, "options")),
        null);
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
}
