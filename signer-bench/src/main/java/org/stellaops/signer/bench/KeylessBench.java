package org.stellaops.signer.bench;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.check.CertificateCheck;
import org.stellaops.signer.core.check.TimestampCheck;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.crypto.CryptoChoice;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityToken;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.verify.TrustedRootMaterial;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * A keyless signature with a new certificate, beside one whose certificate serves as many as it
 * does unless it is configured otherwise; with and without the timestamp that each has to have.
 * Every certificate and timestamp is checked as the service does before it releases anything.
 */
final class KeylessBench {

  private static final int COLD = 60;
  private static final int USES = 1000;
  private static final int TIMED = 200;
  private static final Tenant ACME = new Tenant("acme");
  private static final PreAuthEncoding MESSAGE =
      PreAuthEncoding.of(DocumentTypes.IN_TOTO, Bytes.utf8("x".repeat(2000)));

  private final FulcioIssuer issuer;
  private final TimestampAuthority authority;
  private final CertificateCheck certificates;
  private final TimestampCheck times;
  private final KeylessRule rule;

  private KeylessBench(SigstoreServices services, OutboundUrl fulcio, OutboundUrl timestamps)
      throws Exception {
    IdentityToken token = IdentityToken.parse(services.token());
    JcaProviders providers = CryptoProviders.choose(CryptoChoice.AUTO).providers();
    TrustedRootMaterial trust =
        new TrustedRootMaterial(TrustedRoot.parse(Bytes.utf8(services.trustedRoot())), providers);
    this.issuer = new FulcioIssuer(fulcio, Map.of(ACME, by -> token), providers);
    this.authority = new HttpTimestampAuthority("bench", timestamps);
    this.certificates = new CertificateCheck(trust, InstantSource.system());
    this.times = new TimestampCheck(trust, InstantSource.system());
    this.rule =
        new KeylessRule(
            SigstoreServices.SUBJECT, services.issuer(), Set.of(new PlanName("dev")), null);
  }

  static void run() throws Exception {
    Optional<String> fulcio = InstalledProgram.find("fulcio");
    Optional<String> timestamps = InstalledProgram.find("timestamp-server");
    if (fulcio.isEmpty() || timestamps.isEmpty()) {
      System.out.println("no fulcio or timestamp-server by signer-interop/tools/install");
      return;
    }
    try (SigstoreServices services = new SigstoreServices(fulcio.get(), timestamps.get());
        OutboundUrl certified = OutboundUrl.open(services.fulcio());
        OutboundUrl timed = OutboundUrl.open(services.timestamps())) {
      KeylessBench bench = new KeylessBench(services, certified, timed);
      bench.signatures(COLD / 2, 1, false);
      bench.signatures(USES, USES, false);
      bench.signatures(TIMED / 2, TIMED, true);

      double cold = bench.signatures(COLD, 1, false);
      double warm = bench.signatures(5 * USES, USES, false);
      print("without timestamps", cold, warm);
      double coldTimed = bench.signatures(COLD, 1, true);
      double warmTimed = bench.signatures(TIMED, USES, true);
      print("with a timestamp each", coldTimed, warmTimed);
    }
  }

  private static void print(String what, double cold, double warm) {
    System.out.printf(
        Locale.ROOT,
        "keyless, %s: %.0f us with a new certificate, %.0f us with one for %d: %.1f times%n",
        what,
        cold,
        warm,
        USES,
        cold / warm);
  }

  /** Microseconds of each. */
  private double signatures(int count, int uses, boolean timed) {
    long begun = System.nanoTime();
    for (int done = 0; done < count; done += uses) {
      try (CertifiedKey key = issuer.issue(ACME, soon())) {
        VerifiedCertificate certificate = certificates.verified(key.certificate(), key.pin(), rule);
        for (int i = 0; i < Math.min(uses, count - done); i++) {
          SignatureValue signature = key.sign(MESSAGE, () -> {}, soon());
          if (timed) {
            times.verified(
                authority.timestamp(signature.bytes(), soon()),
                signature,
                Optional.of(certificate));
          }
        }
      }
    }
    return (System.nanoTime() - begun) / 1e3 / count;
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
