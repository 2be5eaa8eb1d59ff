package org.stellaops.signer.core.pipeline;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.setup.KeylessParts;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.testkit.signing.KeyPairs;

/**
 * A whole service that signs keyless. A certificate or timestamp is a name here that the trusted
 * material has a reading for: their encodings are other modules' to test.
 */
final class KeylessFixture implements TrustedMaterial {

  static final String SUBJECT = "spiffe://example.test/tenant/acme/signer";
  static final String ISSUER = "https://issuer.example";
  static final String KEYLESS = "{\"signingMode\":\"keyless\"}";

  private final Map<Bytes, CertificateReading> certificates = new ConcurrentHashMap<>();
  private final Map<Bytes, TimestampReading> timestamps = new ConcurrentHashMap<>();
  private final AtomicInteger serial = new AtomicInteger();
  final List<MadeKey> issued = new ArrayList<>();
  final SignerFixture service;

  /** What the certificate authority does; throws for an outage. */
  volatile Consumer<Deadline> issuing = deadline -> {};

  /** What becomes of a certificate's reading before it is told. */
  volatile UnaryOperator<CertificateReading> certificate = reading -> reading;

  /** The key pair that a certificate is for, where it is another than ours. */
  volatile @Nullable PinnedKey certified;

  /** What each timestamp authority does; throws for an outage. */
  final Map<String, Consumer<Bytes>> timing = new ConcurrentHashMap<>();

  /** What becomes of a timestamp's reading before it is told. */
  volatile UnaryOperator<TimestampReading> timestamp = reading -> reading;

  KeylessFixture() {
    this(house -> {}, service -> {}, Bounds.standard(), List.of("clock"), 1);
  }

  KeylessFixture(
      Consumer<PolicyFixture> changes,
      Consumer<SignerFixture> ports,
      Bounds bounds,
      List<String> authorities,
      int threshold) {
    service =
        new SignerFixture(
            house -> {
              house.features = Set.of(Plan.KEYFUL, Plan.KEYLESS);
              house.identities.put(PolicyFixture.ACME, identity(null));
              changes.accept(house);
            },
            signer -> {
              signer.keyless =
                  new KeylessParts(
                      this,
                      new Issuer(signer),
                      bounds,
                      authorities.stream()
                          .<TimestampAuthority>map(name -> new Clock(name, signer))
                          .toList(),
                      threshold);
              ports.accept(signer);
            });
  }

  static KeylessRule identity(@Nullable String fallback) {
    return new KeylessRule(
        SUBJECT,
        ISSUER,
        Set.of(PolicyFixture.PRO),
        fallback == null ? null : new KeyName(fallback));
  }

  Response sign(String options, String... key) {
    return service.sign(service.body().with("options", options), key);
  }

  private Bytes numbered(String kind) {
    return Bytes.utf8(kind + " " + serial.incrementAndGet());
  }

  @Override
  public CertificateReading certificate(IssuedCertificate issued, Instant at) {
    CertificateReading known = certificates.get(issued.leaf());
    if (known instanceof CertificateReading.Trusted found
        && (at.isBefore(found.notBefore()) || at.isAfter(found.notAfter()))) {
      return new CertificateReading.Untrusted("validity", "It does not hold then.");
    }
    return known == null ? new CertificateReading.Untrusted("form", "It is none.") : known;
  }

  @Override
  public TimestampReading timestamp(Bytes response, Bytes signature) {
    TimestampReading known = timestamps.get(Bytes.utf8(response.utf8() + signature.base64()));
    return known == null ? new TimestampReading.Untrusted("imprint", "Of another.") : known;
  }

  private final class Issuer implements CertificateIssuer {

    private final SignerFixture signer;

    Issuer(SignerFixture signer) {
      this.signer = signer;
    }

    @Override
    public CertifiedKey issue(Tenant tenant, Deadline deadline) {
      issuing.accept(deadline);
      signer.events.add("issue " + tenant);
      Bytes leaf = numbered("certificate");
      MadeKey key = new MadeKey(leaf, signer);
      Instant now = signer.clock.instant();
      PinnedKey other = certified;
      certificates.put(
          leaf,
          certificate.apply(
              new CertificateReading.Trusted(
                  other == null ? key.pin() : other,
                  ISSUER,
                  SUBJECT,
                  now,
                  now.plus(Duration.ofMinutes(10)))));
      issued.add(key);
      return key;
    }

    @Override
    public void requireReachable(Deadline deadline) {}
  }

  /** A key of the moment. */
  static final class MadeKey implements CertifiedKey {

    private final KeyPair pair = KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256);
    private final Bytes leaf;
    private final SignerFixture signer;
    volatile boolean closed;
    volatile int signatures;

    MadeKey(Bytes leaf, SignerFixture signer) {
      this.leaf = leaf;
      this.signer = signer;
    }

    @Override
    public IssuedCertificate certificate() {
      return new IssuedCertificate(leaf, List.of(Bytes.utf8("root")), Optional.empty());
    }

    @Override
    public PinnedKey pin() {
      return PinnedKey.of(pair.getPublic());
    }

    @Override
    public synchronized SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      signer.keys.await();
      gate.requireOpen();
      if (closed) {
        throw new KeyNotFound(new KeyUri("keyless"), "closed");
      }
      signer.events.add("sign keyless");
      signatures++;
      try {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        what.update(signature);
        return new SignatureValue(
            SignatureAlgorithm.ECDSA_P256_SHA256, Bytes.adopt(signature.sign()), "memory");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Clock implements TimestampAuthority {

    private final String name;
    private final SignerFixture signer;

    Clock(String name, SignerFixture signer) {
      this.name = name;
      this.signer = signer;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Bytes timestamp(Bytes signature, Deadline deadline) {
      timing.getOrDefault(name, any -> {}).accept(signature);
      signer.events.add("timestamp " + name);
      Bytes response = numbered("timestamp");
      timestamps.put(
          Bytes.utf8(response.utf8() + signature.base64()),
          timestamp.apply(
              new TimestampReading.Trusted(
                  signer.clock.instant(), name.replaceFirst("-[0-9]+$", ""))));
      return response;
    }

    @Override
    public void requireReachable(Deadline deadline) {}
  }
}
