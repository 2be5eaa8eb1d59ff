package org.stellaops.signer.bench;

import dev.sigstore.KeylessVerifier;
import dev.sigstore.TrustedRootProvider;
import dev.sigstore.VerificationOptions;
import dev.sigstore.VerificationOptions.CertificateMatcher;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.strings.StringMatcher;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * Verifying bundles with an entry of a log in this process, each from its text on, by ours and by
 * sigstore-java in turns: the same bundle, artifact, trusted root and identity. What counts is the
 * processor time of the one thread that verifies, since the machine may have other work.
 */
final class VerifyBench {

  /**
   * Rekor v2 with a timestamp; a statement in Rekor v1 with its promise; a file in Rekor v1. A
   * statement in Rekor v2, which every other verifier takes, sigstore-java 2.0.0 refuses.
   */
  private static final List<String> CASES =
      List.of("rekor2-happy-path", "happy-path-intoto-in-dsse-v3", "happy-path-v0.3");

  private static final long WARM_UP = 6_000_000_000L;
  private static final long ROUND = 700_000_000L;
  private static final int ROUNDS = 11;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private VerifyBench() {}

  static void run() throws Exception {
    for (String name : CASES) {
      compare(name);
    }
  }

  private static void compare(String name) throws Exception {
    SampleBundle sample = SampleBundle.named(name);
    Rate.Work ours = ours(sample);
    Rate.Work theirs = theirs(sample);
    perRun(ours, WARM_UP);
    perRun(theirs, WARM_UP);
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      own.add(perRun(ours, ROUND));
      other.add(perRun(theirs, ROUND));
    }
    double mine = median(own);
    double peer = median(other);
    System.out.printf(
        Locale.ROOT,
        "%s: ours %.0f us, sigstore-java %.0f us of a processor: %.2f times%n",
        name,
        mine,
        peer,
        mine / peer);
  }

  private static Rate.Work ours(SampleBundle sample) throws Exception {
    BundleVerification verification =
        BundleVerification.trusting(
            new MaterialTrust(
                TrustedRoot.parse(Bytes.adopt(Files.readAllBytes(sample.trustedRoot()))),
                Requirements.PUBLIC,
                InstantSource.system()));
    TrustedSigners signers =
        TrustedSigners.anyIdentity(
            List.of(ExpectedIdentity.exactly(SampleBundle.ISSUER, SampleBundle.IDENTITY)));
    Bytes bundle = Bytes.adopt(Files.readAllBytes(sample.bundle()));
    ArtifactDigests artifact =
        ArtifactDigests.of(Bytes.adopt(Files.readAllBytes(sample.artifact())).sha256());
    Expectations expected = new Expectations(artifact, null);
    return () -> {
      if (!verification.verify(bundle, signers, expected).verified()) {
        throw new AssertionError("not verified");
      }
    };
  }

  private static Rate.Work theirs(SampleBundle sample) throws Exception {
    KeylessVerifier verifier =
        KeylessVerifier.builder()
            .trustedRootProvider(TrustedRootProvider.from(sample.trustedRoot()))
            .build();
    VerificationOptions options =
        VerificationOptions.builder()
            .addCertificateMatchers(
                CertificateMatcher.fulcio()
                    .issuer(StringMatcher.string(SampleBundle.ISSUER))
                    .subjectAlternativeName(StringMatcher.string(SampleBundle.IDENTITY))
                    .build())
            .build();
    String bundle = Files.readString(sample.bundle());
    byte[] artifact =
        Bytes.adopt(Files.readAllBytes(sample.artifact())).sha256().bytes().toByteArray();
    return () -> verifier.verify(artifact, Bundle.from(new StringReader(bundle)), options);
  }

  /** Microseconds of this thread's processor time for one run. */
  private static double perRun(Rate.Work work, long time) throws Exception {
    long begun = THREADS.getCurrentThreadCpuTime();
    long spent = 0;
    long runs = 0;
    while (spent < time) {
      work.run();
      runs++;
      spent = THREADS.getCurrentThreadCpuTime() - begun;
    }
    return spent / 1e3 / runs;
  }

  private static double median(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }
}
