package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.keyless.CertificateIssuerBench;
import org.stellaops.signer.testkit.keyless.CertificateIssuerContract;
import org.stellaops.signer.testkit.keyless.FakeFulcio;
import org.stellaops.signer.testkit.keyless.ServiceFault;
import org.stellaops.signer.testkit.keyless.ServiceFaults;
import org.stellaops.signer.testkit.keyless.TestCertificateAuthority;

/** The contract with a fake of Fulcio, and what is Fulcio's own. */
class FulcioIssuerTest extends CertificateIssuerContract {

  private static final Tenant ACME = new Tenant("acme");
  private static final String TOKEN = SampleTokens.until(SampleTokens.FAR);

  private static FakeFulcio fulcio() {
    return new FakeFulcio(
        TestCertificateAuthority.create(Instant.parse("2026-01-01T00:00:00Z")),
        InstantSource.system());
  }

  private static FulcioIssuer issuer(OutboundUrl url, IdentityTokenSource source) {
    return new FulcioIssuer(url, Map.of(ACME, source), JcaProviders.platform());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  @Override
  protected CertificateIssuerBench bench() {
    FakeFulcio fulcio = fulcio();
    OutboundUrl url = OutboundUrl.open(fulcio.url());
    AtomicBoolean lost = new AtomicBoolean();
    FulcioIssuer issuer =
        issuer(
            url,
            deadline -> {
              if (lost.get()) {
                throw new DependencyUnavailable(Dependency.IDENTITY_TOKENS, false, "lost");
              }
              return IdentityToken.parse(TOKEN);
            });
    return new CertificateIssuerBench() {
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
        return SampleTokens.SUBJECT;
      }

      @Override
      public Tenant tenantWithoutIdentity() {
        return new Tenant("stranger");
      }

      @Override
      public void loseToken() {
        lost.set(true);
      }

      @Override
      public ServiceFaults faults() {
        return ServiceFaults.all(fulcio::arrange, fulcio::requests);
      }

      @Override
      public Set<String> secrets() {
        int claims = TOKEN.indexOf('.') + 1;
        int signature = TOKEN.lastIndexOf('.') + 1;
        // Beginnings: what is said in part is said.
        return Set.of(
            TOKEN.substring(0, 24),
            TOKEN.substring(claims, claims + 24),
            TOKEN.substring(signature, signature + 24));
      }

      @Override
      public void close() {
        url.close();
        fulcio.close();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void issue_wrongCertificate_isHandedOnToWhoeverJudgesIt(FakeFulcio.CertificateFault fault) {
    try (FakeFulcio fulcio = fulcio();
        OutboundUrl url = OutboundUrl.open(fulcio.url())) {
      fulcio.arrange(fault);
      FulcioIssuer issuer = issuer(url, deadline -> IdentityToken.parse(TOKEN));
      try (CertifiedKey key = issuer.issue(ACME, soon())) {
        assertThat(key.certificate().leaf().isEmpty()).isFalse();
      }
    }
  }

  @Test
  void issue_refusedToken_isToldToItsSource_andTheFakeSaysWhy() {
    try (FakeFulcio fulcio = fulcio();
        OutboundUrl url = OutboundUrl.open(fulcio.url())) {
      String without = SampleTokens.signed(SampleTokens.form(SampleTokens.FAR).without("iss"));
      AtomicReference<String> told = new AtomicReference<>("");
      FulcioIssuer issuer =
          issuer(
              url,
              new IdentityTokenSource() {
                @Override
                public IdentityToken token(Deadline deadline) {
                  return IdentityToken.parse(without);
                }

                @Override
                public void refused(IdentityToken token) {
                  told.set(token.subject());
                }
              });
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> issuer.issue(ACME, soon()))
          .withMessageContaining("status 401")
          .withMessageContaining("There was an error processing the identity token")
          .withMessageContaining("tenant acme");
      assertThat(told).hasValue(SampleTokens.SUBJECT);
    }
  }

  @Test
  void issue_outage_leavesTheTokenAlone() {
    try (FakeFulcio fulcio = fulcio();
        OutboundUrl url = OutboundUrl.open(fulcio.url())) {
      fulcio.arrange(ServiceFault.SERVER_ERROR);
      AtomicBoolean told = new AtomicBoolean();
      FulcioIssuer issuer =
          issuer(
              url,
              new IdentityTokenSource() {
                @Override
                public IdentityToken token(Deadline deadline) {
                  return IdentityToken.parse(TOKEN);
                }

                @Override
                public void refused(IdentityToken token) {
                  told.set(true);
                }
              });
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> issuer.issue(ACME, soon()));
      assertThat(told).isFalse();
    }
  }

  @Test
  void open_urlOfAnythingElse_isRefused_orSaysSo() {
    try (FakeFulcio fulcio = fulcio();
        OutboundUrl url = OutboundUrl.open(fulcio.url().resolve("/other/"))) {
      FulcioIssuer issuer = issuer(url, deadline -> IdentityToken.parse(TOKEN));
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> issuer.issue(ACME, soon()))
          .withMessageContaining("there is no Fulcio at this URL");
      assertThatExceptionOfType(DependencyUnavailable.class)
          .isThrownBy(() -> issuer.requireReachable(soon()));
    }
  }
}
