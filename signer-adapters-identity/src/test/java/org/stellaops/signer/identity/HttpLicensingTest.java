package org.stellaops.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.testkit.tokens.LicensingContract;

class HttpLicensingTest extends LicensingContract {

  @Override
  protected Bench newBench() {
    FakeIssuer server = new FakeIssuer();
    // The contract's own deadlines decide, not the adapter's.
    Licensing licensing =
        new HttpLicensing(
            OutboundUrl.open(server.at("/first")), Optional::empty, Duration.ofMinutes(2));
    return new Bench() {
      @Override
      public Licensing licensing() {
        return licensing;
      }

      @Override
      public void answer(int status, String mediaType, String body) {
        server.answer(status, mediaType, body);
      }

      @Override
      public void stall(Duration time) {
        server.stall(time);
      }

      @Override
      public void redirect() {
        server.answer(200, "application/token-introspection+jwt", "x.y.z");
        server.redirect();
      }

      @Override
      public void drip() {
        server.answer(200, "application/token-introspection+jwt", "x");
        server.drip();
      }

      @Override
      public String asked() {
        return server.lastToken();
      }

      @Override
      public int questions() {
        return server.requests();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  @Test
  void introspect_withASecret_introducesItselfWithThePresentOne() {
    try (FakeIssuer server = new FakeIssuer()) {
      server.answer(200, "application/token-introspection+jwt", "x.y.z");
      String[] secret = {"Basic b25l"};
      HttpLicensing licensing =
          new HttpLicensing(OutboundUrl.open(server.at("/")), () -> Optional.of(secret[0]));
      Deadline deadline = Deadline.in(Duration.ofSeconds(30), Ticker.system());
      licensing.introspect("a.b.c", deadline);
      assertThat(server.lastAuthorization()).isEqualTo("Basic b25l");
      secret[0] = "Basic dHdv";
      licensing.introspect("a.b.c", deadline);
      assertThat(server.lastAuthorization()).isEqualTo("Basic dHdv");
    }
  }
}
