package org.stellaops.signer.testkit.keyless;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.CertificateIssuer;

/** The authority in memory, behind what a test makes of it. */
final class InMemoryIssuerBench implements CertificateIssuerBench {

  static final String SECRET = "a-secret-of-this-test";

  private static final Tenant ACME = new Tenant("acme");
  private static final String SUBJECT = "spiffe://example.test/tenant/acme/signer";

  private final InMemoryCertificateIssuer good =
      new InMemoryCertificateIssuer(
          TestCertificateAuthority.create(Instant.parse("2026-01-01T00:00:00Z")),
          InstantSource.system(),
          Map.of(ACME, SUBJECT));
  private final CertificateIssuer issuer;

  InMemoryIssuerBench(UnaryOperator<CertificateIssuer> made) {
    this.issuer = made.apply(good);
  }

  @Override
  public CertificateIssuer issuer() {
    return issuer;
  }

  @Override
  public Tenant tenant() {
    return ACME;
  }

  @Override
  public String subject() {
    return SUBJECT;
  }

  @Override
  public Tenant tenantWithoutIdentity() {
    return new Tenant("stranger");
  }

  @Override
  public void loseToken() {
    good.loseToken(ACME);
  }

  @Override
  public ServiceFaults faults() {
    return ServiceFaults.all(good::arrange, good::requests);
  }

  @Override
  public Set<String> secrets() {
    return Set.of(SECRET);
  }

  @Override
  public void close() {}
}
