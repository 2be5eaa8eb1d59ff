package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityToken;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** What is said when the real services of keyless signing hang, and when they are gone. */
class SigstoreOutagesTest {

  private static final Tenant ACME = new Tenant("acme");

  @TempDir private Path directory;

  private static Deadline in(Duration time) {
    return Deadline.in(time, Ticker.system());
  }

  private static void assertOutage(Dependency dependency, ThrowingCallable call) {
    DependencyUnavailable outage = catchThrowableOfType(DependencyUnavailable.class, call);
    assertThat(outage).isNotNull();
    assertThat(outage.dependency()).isEqualTo(dependency);
    assertThat(outage.mayHaveHappened()).isFalse();
  }

  @Test
  void eachService_hangsOrIsGone_isAnOutageOfItsOwnName() {
    try (SigstoreStack stack = SigstoreStack.start(directory);
        OutboundUrl fulcio = OutboundUrl.open(stack.fulcio());
        OutboundUrl timestamps = OutboundUrl.open(stack.timestamps())) {
      FulcioIssuer issuer =
          new FulcioIssuer(
              fulcio,
              Map.of(
                  ACME,
                  deadline ->
                      IdentityToken.parse(
                          stack.identities().token(SigstoreStack.workload("acme")))),
              JcaProviders.platform());
      HttpTimestampAuthority authority = new HttpTimestampAuthority("local", timestamps);
      Duration soon = Duration.ofSeconds(30);
      issuer.issue(ACME, in(soon)).close();

      stack.pauseFulcio(true);
      assertOutage(
          Dependency.CERTIFICATE_AUTHORITY, () -> issuer.issue(ACME, in(Duration.ofMillis(500))));
      stack.pauseFulcio(false);
      issuer.issue(ACME, in(soon)).close();

      stack.killCertificateLog();
      issuer.requireReachable(in(soon));
      assertOutage(Dependency.CERTIFICATE_AUTHORITY, () -> issuer.issue(ACME, in(soon)));

      stack.killFulcio();
      assertOutage(Dependency.CERTIFICATE_AUTHORITY, () -> issuer.issue(ACME, in(soon)));
      assertOutage(Dependency.CERTIFICATE_AUTHORITY, () -> issuer.requireReachable(in(soon)));

      assertThat(authority.timestamp(Bytes.utf8("signature"), in(soon)).isEmpty()).isFalse();
      stack.killTimestamps();
      assertOutage(
          Dependency.TIMESTAMP_AUTHORITY,
          () -> authority.timestamp(Bytes.utf8("signature"), in(soon)));
      assertOutage(Dependency.TIMESTAMP_AUTHORITY, () -> authority.requireReachable(in(soon)));
    }
  }
}
