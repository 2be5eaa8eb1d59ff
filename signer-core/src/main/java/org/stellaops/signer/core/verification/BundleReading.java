package org.stellaops.signer.core.verification;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.audit.RequestFacts.VerificationFacts;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.statement.Parses;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.ports.BundleExaminer.Examination;
import org.stellaops.signer.ports.BundleExaminer.Question;
import org.stellaops.signer.ports.BundleExaminer.Signed;
import org.stellaops.signer.ports.BundleExaminer.Signers;
import org.stellaops.signer.ports.BundleExaminer.TrustedIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/**
 * Gives a verdict on envelopes and bundles. Only a yes is an answer: whatever is not verified is a
 * refusal, which nobody takes for a yes who looks at no more than the status.
 */
public final class BundleReading {

  private static final String CONTENT = "content";

  /** By which checks what is signed was compared with an artifact. */
  private static final Set<String> COMPARISONS = Set.of("subject", "artifact");

  private final BundleExaminer examiner;
  private final VerifierKeys keys;
  private final Parses turns;

  /**
   * @param turns the same by which statements are read
   */
  public BundleReading(
      BundleExaminer examiner, PublicKeys keys, KeyRegister register, Parses turns, Ticker ticker) {
    this.examiner = examiner;
    this.keys = new VerifierKeys(keys, register, ticker);
    this.turns = turns;
  }

  /** The verdict's document, or why there is none: the request is faulty, or it is a no. */
  public Decision<CanonicalWriter> read(Intake intake) {
    Caller caller = intake.caller();
    return turns.run(
        caller.tenant(),
        caller.policy().policies().areShared(),
        // A small request may ask for thousands of verifications.
        Parses.large(intake.size()),
        intake.context().deadline(),
        () ->
            VerificationRequestReader.read(intake.takeBody())
                .then(request ->
                    TrustChoice.of(
                            request.policy(),
                            caller.policy(),
                            caller.tenant(),
                            keys.of(caller.policy(), caller.tenant(), request.policy()),
                            examiner.roots())
                        .then(trust -> verdict(intake, request, trust))));
  }

  private Decision<CanonicalWriter> verdict(
      Intake intake, VerificationRequest request, TrustChoice trust) {
    Examination found =
        examiner.examine(
            new Question(
                request.documents(),
                trust.signers(),
                trust.demands(),
                request.subject().artifact(),
                request.policy().predicateType(),
                trust.revocations()));
    List<Check> checks = new ArrayList<>(found.checks());
    Optional<PreAuthEncoding> signed =
        found.signed().flatMap(Signed::payload).map(BundleReading::encoding);
    Digest wanted = request.subject().pae();
    if (wanted != null) {
      checks.add(content(wanted, found, signed));
    }
    boolean failed = has(checks, Outcome.FAILED);
    boolean verified =
        !failed
            && !has(checks, Outcome.UNSUPPORTED)
            && found.signed().isPresent()
            && signedByEnough(found.signers(), trust.signers())
            && isCompared(request, checks);
    Digest pae = signed.map(PreAuthEncoding::sha256).orElse(null);
    intake.context().facts().verified(new VerificationFacts(verified, pae, failed(checks)));
    if (!verified) {
      boolean unsupported = !failed && has(checks, Outcome.UNSUPPORTED);
      return Decision.refused(
          new Refusal.NotVerified(
              unsupported ? Reason.BUNDLE_UNSUPPORTED : Reason.BUNDLE_NOT_VERIFIED, checks));
    }
    return Decision.cleared(VerdictForm.of(intake, found, signed, checks, trust));
  }

  /** What is verified is a statement: its payload type is one of the checks. */
  private static PreAuthEncoding encoding(Bytes payload) {
    return PreAuthEncoding.of(DocumentTypes.IN_TOTO, payload);
  }

  private static Check content(Digest wanted, Examination found, Optional<PreAuthEncoding> signed) {
    if (found.signed().isEmpty()) {
      return new Check(CONTENT, Outcome.NOT_APPLICABLE, "Not looked at: it is not signed.");
    }
    return Check.of(
        CONTENT,
        signed.map(PreAuthEncoding::sha256).filter(wanted::equals).isPresent(),
        "What is signed has the digest paeSha256.",
        signed.isEmpty()
            ? "What is signed is a file and no statement, so it has no paeSha256."
            : "What is signed has another digest than paeSha256.");
  }

  /** An examiner's word for a signer counts only if it is one that was asked for. */
  private static boolean signedByEnough(List<SignerIdentity> signed, Signers asked) {
    Set<Object> counted = new HashSet<>();
    for (SignerIdentity signer : signed) {
      switch (signer) {
        case KeyIdentity(var key) -> {
          if (asked.keys().stream().anyMatch(each -> each.key().equals(key))) {
            counted.add(key);
          }
        }
        case CertificateIdentity certificate -> {
          TrustedIdentity named = new TrustedIdentity(certificate.issuer(), certificate.subject());
          if (asked.identities().contains(named)) {
            counted.add(named);
          }
        }
      }
    }
    return asked.threshold() > 0 && counted.size() >= asked.threshold();
  }

  private static boolean isCompared(VerificationRequest request, List<Check> checks) {
    boolean artifact =
        request.subject().artifact().isEmpty()
            || checks.stream()
                .anyMatch(check ->
                    COMPARISONS.contains(check.name()) && check.outcome() == Outcome.PASSED);
    boolean content =
        request.subject().pae() == null
            || checks.stream()
                .anyMatch(
                    check -> check.name().equals(CONTENT) && check.outcome() == Outcome.PASSED);
    return artifact && content;
  }

  private static boolean has(List<Check> checks, Outcome outcome) {
    return checks.stream().anyMatch(check -> check.outcome() == outcome);
  }

  private static String failed(List<Check> checks) {
    return checks.stream()
        .filter(
            check -> check.outcome() == Outcome.FAILED || check.outcome() == Outcome.UNSUPPORTED)
        .map(Check::name)
        .distinct()
        .limit(8)
        .collect(joining(" "));
  }
}
