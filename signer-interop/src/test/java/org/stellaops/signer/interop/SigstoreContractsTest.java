package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityToken;
import org.stellaops.signer.fulcio.IdentityTokenSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.testkit.keyless.CertificateIssuerBench;
import org.stellaops.signer.testkit.keyless.CertificateIssuerContract;
import org.stellaops.signer.testkit.keyless.ServiceFaults;
import org.stellaops.signer.testkit.keyless.TimestampAuthorityBench;
import org.stellaops.signer.testkit.keyless.TimestampAuthorityContract;
import org.stellaops.signer.testkit.keyless.TimestampFault;

/**
 * The contracts of keyless signing, kept with the real Fulcio and the real timestamp authority.
 * Their faults are the fakes' affair, in the adapter's own tests.
 */
class SigstoreContractsTest {

  private static final Tenant ACME = new Tenant("acme");

  @TempDir private static Path directory;

  private static SigstoreStack stack;

  @BeforeAll
  static void start() {
    stack = SigstoreStack.start(directory);
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  @Nested
  class Fulcio extends CertificateIssuerContract {

    @Override
    protected CertificateIssuerBench bench() {
      OutboundUrl url = OutboundUrl.open(stack.fulcio());
      String token = stack.identities().token(SigstoreStack.workload("acme"));
      AtomicBoolean lost = new AtomicBoolean();
      IdentityTokenSource source =
          deadline -> {
            if (lost.get()) {
              throw new DependencyUnavailable(Dependency.IDENTITY_TOKENS, false, "lost");
            }
            return IdentityToken.parse(token);
          };
      CertificateIssuer issuer =
          new FulcioIssuer(url, Map.of(ACME, source), JcaProviders.platform());
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
          return SigstoreStack.workload("acme");
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
          return ServiceFaults.none();
        }

        @Override
        public Set<String> secrets() {
          return Set.of(token, token.substring(token.lastIndexOf('.') + 1));
        }

        @Override
        public void close() {
          url.close();
        }
      };
    }

    @Test
    void issue_tokenThatFulcioDoesNotTake_isRefused() {
      Instant later = Instant.now().plusSeconds(600);
      String subject = SigstoreStack.workload("acme");
      IdentityProvider identities = stack.identities();
      String right = identities.token(subject);
      String other = identities.token(SigstoreStack.workload("other"));
      Map<String, String> tokens =
          Map.of(
              "for another audience", identities.token(subject, "somebody-else", later),
              "expired",
                  identities.token(
                      subject, IdentityProvider.AUDIENCE, Instant.now().minusSeconds(60)),
              "of another trust domain", identities.token("spiffe://elsewhere.test/signer"),
              "of no workload", identities.token("acme"),
              "signed for another",
                  right.substring(0, right.lastIndexOf('.'))
                      + other.substring(other.lastIndexOf('.')));
      try (OutboundUrl url = OutboundUrl.open(stack.fulcio())) {
        tokens.forEach((what, token) -> {
          FulcioIssuer issuer =
              new FulcioIssuer(
                  url,
                  Map.of(ACME, deadline -> IdentityToken.parse(token)),
                  JcaProviders.platform());
          assertThatExceptionOfType(BackendRefused.class)
              .as(what)
              .isThrownBy(() -> issuer.issue(ACME, soon()))
              .withMessageContaining("tenant acme: status 4")
              .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain(token));
        });
      }
    }
  }

  @Nested
  class Timestamps extends TimestampAuthorityContract {

    @Override
    protected TimestampAuthorityBench bench() {
      OutboundUrl url = OutboundUrl.open(stack.timestamps());
      TimestampAuthority authority = new HttpTimestampAuthority("local", url);
      return new TimestampAuthorityBench() {
        @Override
        public TimestampAuthority authority() {
          return authority;
        }

        @Override
        public ServiceFaults faults() {
          return ServiceFaults.none();
        }

        @Override
        public Set<TimestampFault> possibleAnswers() {
          return Set.of();
        }

        @Override
        public void arrange(TimestampFault fault) {
          throw new UnsupportedOperationException("the real one answers rightly");
        }

        @Override
        public void close() {
          url.close();
        }
      };
    }
  }
}
