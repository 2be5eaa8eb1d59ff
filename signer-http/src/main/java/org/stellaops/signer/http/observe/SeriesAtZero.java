package org.stellaops.signer.http.observe;

import static org.stellaops.signer.http.observe.MetricsObservations.ENTITLEMENTS;
import static org.stellaops.signer.http.observe.MetricsObservations.KEY_TESTS;
import static org.stellaops.signer.http.observe.MetricsObservations.NONE;
import static org.stellaops.signer.http.observe.MetricsObservations.POE_FAILURES;
import static org.stellaops.signer.http.observe.MetricsObservations.QUOTA;
import static org.stellaops.signer.http.observe.MetricsObservations.RELEASES;
import static org.stellaops.signer.http.observe.MetricsObservations.REPLAYS;
import static org.stellaops.signer.http.observe.MetricsObservations.REQUESTS;
import static org.stellaops.signer.http.observe.MetricsObservations.SELF_VERIFY;
import static org.stellaops.signer.http.observe.MetricsObservations.SIGNATURES;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.http.observe.MetricsObservations.Described;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.Observations.KeyTest.Ending;
import org.stellaops.signer.ports.Outcome;

/**
 * Shows the series of counters before they count: a rate over a series that appears with its first
 * event does not see that event.
 */
final class SeriesAtZero {

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation.SignStatement(),
          new Operation.SignExport(),
          new Operation.VerifyReferrers(""),
          new Operation.VerifyBundle(),
          new Operation.ReadAudit(""),
          new Operation.ListDecisions(),
          new Operation.ListKeys(),
          new Operation.ChangeKey("prepare", ""),
          new Operation.ChangeKey("activate", ""),
          new Operation.ChangeKey("retire", ""),
          new Operation.ChangeKey("suspend", ""),
          new Operation.ChangeKey("resume", ""),
          new Operation.ChangeKey("revoke", ""),
          new Operation.ReadSeal(),
          new Operation.Seal(),
          new Operation.Unseal(),
          new Operation.ListApprovals(),
          new Operation.RequestApproval(),
          new Operation.DecideApproval("approve", ""),
          new Operation.DecideApproval("deny", ""),
          new Operation.DecideApproval("revoke", ""),
          new Operation.AskApproval(""),
          new Operation.ListSecurityKeys(),
          new Operation.OfferSecurityKey(),
          new Operation.RegisterSecurityKey(),
          new Operation.AskSecurityKey(""),
          new Operation.ChangeSecurityKey("confirm", ""),
          new Operation.ChangeSecurityKey("revoke", ""),
          new Operation.ReadBypass(),
          new Operation.OpenBypass(),
          new Operation.EndBypass(""));

  /** Why a paying caller's proof is refused; a proof that is none has many more reasons. */
  private static final Set<Reason> POE_REASONS =
      EnumSet.of(
          Reason.PROOF_UNKNOWN_ISSUER,
          Reason.PROOF_UNKNOWN_KEY,
          Reason.PROOF_SIGNATURE,
          Reason.EXPIRED,
          Reason.NOT_YET_VALID,
          Reason.TID_UNEXPECTED,
          Reason.INST_UNEXPECTED,
          Reason.CNF_UNEXPECTED,
          Reason.LIMITS_UNKNOWN,
          Reason.PLAN_UNKNOWN,
          Reason.PROOF_OUTDATED,
          Reason.LICENCE_REVOKED);

  private final Metrics metrics;

  SeriesAtZero(Metrics metrics) {
    this.metrics = metrics;
  }

  void declare() {
    for (Operation operation : OPERATIONS) {
      for (Outcome outcome : Outcome.values()) {
        reasons(operation, outcome)
            .forEach(reason ->
                declare(
                    REQUESTS,
                    "route",
                    operation.label(),
                    "outcome",
                    outcome.label(),
                    "reason",
                    reason));
      }
    }
    POE_REASONS.forEach(reason -> declare(POE_FAILURES, "reason", reason.word()));
    for (QuotaName quota : QuotaName.values()) {
      declare(QUOTA, "quota", quota.label(), "decision", "held");
      declare(QUOTA, "quota", quota.label(), "decision", "refused");
    }
    Stream.of("live", "last-known", "token", "bypass")
        .forEach(source -> declare(ENTITLEMENTS, "source", source));
    Stream.of("attested", "allow-listed", "approved", "stale", "asserted", "not-required")
        .forEach(verdict -> declare(RELEASES, "verdict", verdict));
    declare(REPLAYS);
    declare(SELF_VERIFY);
  }

  /** The signatures that keys of these classes can make, and their tests. */
  void declareKeys(Set<String> keyClasses) {
    for (String keyClass : keyClasses) {
      for (Ending ending : Ending.values()) {
        declare(KEY_TESTS, "key_class", keyClass, "outcome", ending.label());
      }
      for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
        declare(SIGNATURES, "key_class", keyClass, "mode", "keyful", "algorithm", algorithm.name());
      }
    }
  }

  private static Stream<String> reasons(Operation operation, Outcome outcome) {
    boolean signs =
        operation instanceof Operation.SignStatement || operation instanceof Operation.SignExport;
    boolean verifies = operation instanceof Operation.VerifyBundle;
    return switch (outcome) {
      case SIGNED -> signs ? Stream.of(NONE) : Stream.of();
      case ANSWERED -> Stream.of(NONE);
      case CHALLENGED -> Stream.of(ErrorCode.USE_DPOP_NONCE.wire());
      case REFUSED ->
          Stream.of(ErrorCode.values())
              .filter(code -> !isOutage(code) && code != ErrorCode.USE_DPOP_NONCE)
              .filter(code -> verifies || code != ErrorCode.NOT_VERIFIED)
              .map(ErrorCode::wire);
      case FAILED -> outages();
      case UNKNOWN, UNCONFIRMED -> signs ? outages() : Stream.of();
      case ABORTED -> Stream.of();
    };
  }

  private static Stream<String> outages() {
    return Stream.of(ErrorCode.values()).filter(SeriesAtZero::isOutage).map(ErrorCode::wire);
  }

  private static boolean isOutage(ErrorCode code) {
    return switch (code) {
      case KEY_UNAVAILABLE, DEPENDENCY_UNAVAILABLE, SIGNING_UNAVAILABLE -> true;
      case INVALID_REQUEST,
          INVALID_STATEMENT,
          INVALID_TOKEN,
          INVALID_DPOP_PROOF,
          USE_DPOP_NONCE,
          INSUFFICIENT_SCOPE,
          NOT_ENTITLED,
          POLICY_DENIED,
          RELEASE_UNTRUSTED,
          RELEASE_UNBOUND,
          NOT_FOUND,
          REQUEST_IN_PROGRESS,
          ARTIFACT_TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          IDEMPOTENCY_MISMATCH,
          NOT_VERIFIED,
          QUOTA_EXCEEDED,
          HEADERS_TOO_LARGE ->
          false;
    };
  }

  private void declare(Described counter, String... labels) {
    metrics.declare(counter.name(), counter.meaning(), labels);
  }
}
