package org.stellaops.signer.verify;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.ValidityWindow;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * {@link BundleVerification} by one trusted root, for whoever decides elsewhere whose signatures
 * count. Safe for concurrent use.
 */
public final class TrustedRootExaminer implements BundleExaminer {

  private final TrustedRoot root;
  private final JsonSignatureReader reader;
  private final InstantSource clock;

  /**
   * @param root an empty one where only keys count
   * @param clock now, which no proven time may be after
   */
  public TrustedRootExaminer(TrustedRoot root, JcaProviders providers, InstantSource clock) {
    this.root = root;
    this.reader = new JsonSignatureReader(providers);
    this.clock = clock;
  }

  @Override
  public Roots roots() {
    return new Roots(
        !root.certificateAuthorities().isEmpty(),
        !root.logs().isEmpty(),
        !root.certificateLogs().isEmpty(),
        !root.timestampAuthorities().isEmpty());
  }

  @Override
  public Examination examine(Question question) {
    Demands demands = question.demands();
    MaterialTrust trust =
        new MaterialTrust(
            root,
            new Requirements(demands.logs(), demands.timestamps(), demands.certificateLogs()),
            clock);
    BundleVerdict verdict =
        new BundleVerification(reader.trusting(trust))
            .honouring(Revocations.of(question.revocations()))
            .verify(question.documents(), signers(question.signers()), expected(question));
    return new Examination(
        verdict.checks(),
        Stream.<SignerIdentity>concat(
                verdict.signers().stream().map(KeyIdentity::new), verdict.identities().stream())
            .toList(),
        verdict.trustedTime(),
        verdict.isProven() ? Optional.of(new Signed(verdict.payload())) : Optional.empty());
  }

  private static TrustedSigners signers(Signers signers) {
    List<WindowedKey> keys = signers.keys().stream().map(TrustedRootExaminer::windowed).toList();
    List<ExpectedIdentity> identities =
        signers.identities().stream()
            .map(identity -> ExpectedIdentity.exactly(identity.issuer(), identity.subject()))
            .toList();
    return new TrustedSigners(keys, identities, signers.threshold());
  }

  private static WindowedKey windowed(TrustedKey trusted) {
    Instant from = trusted.from();
    return new WindowedKey(
        trusted.key(), new ValidityWindow(from == null ? Instant.MIN : from, trusted.until()));
  }

  private static Expectations expected(Question question) {
    return new Expectations(
        question.artifact().isEmpty() ? null : new ArtifactDigests(question.artifact()),
        question.predicateType());
  }
}
