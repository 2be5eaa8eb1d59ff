package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.keyless.FakeTokenEndpoint;
import org.stellaops.signer.testkit.keyless.ServiceFault;

class TokenEndpointsTest {

  private static final String TOKEN = SampleTokens.until(SampleTokens.FAR);
  private static final String SECRET = "Basic c2lnbmVyOnNlY3JldA==";

  private final FakeTokenEndpoint endpoint = new FakeTokenEndpoint();
  private final OutboundUrl url = OutboundUrl.open(endpoint.url().resolve("/token?a=b"));

  @AfterEach
  void close() {
    url.close();
    endpoint.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private ClientCredentials client(Optional<String> authorization, ClientCredentials.Grant grant) {
    return new ClientCredentials(url, () -> authorization, grant);
  }

  private List<IdentityTokenSource> both() {
    return List.of(
        client(Optional.of(SECRET), new ClientCredentials.Grant("signer", null, null)),
        new GithubToken(url, () -> SECRET));
  }

  @Test
  void clientCredentials_withSecret_introducesItselfInTheHeader() {
    endpoint.answer(200, "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\"}");
    ClientCredentials.Grant grant = new ClientCredentials.Grant("signer", "sigstore", "a b");

    assertThat(client(Optional.of(SECRET), grant).token(soon()).compact()).isEqualTo(TOKEN);

    assertThat(endpoint.last())
        .isEqualTo(
            "POST /token?a=b application/x-www-form-urlencoded "
                + SECRET
                + "\ngrant_type=client_credentials&audience=sigstore&scope=a+b");
  }

  @Test
  void clientCredentials_withoutSecret_namesItselfInTheForm() {
    endpoint.answer(200, "{\"access_token\":\"" + TOKEN + "\"}");
    ClientCredentials.Grant grant = new ClientCredentials.Grant("signer:1", null, null);

    client(Optional.empty(), grant).token(soon());

    assertThat(endpoint.last()).endsWith("\ngrant_type=client_credentials&client_id=signer%3A1");
  }

  @Test
  void github_asksWithTheBearerOfItsRunner() {
    endpoint.answer(200, "{\"count\":1,\"value\":\"" + TOKEN + "\"}");

    assertThat(new GithubToken(url, () -> "runner").token(soon()).compact()).isEqualTo(TOKEN);

    assertThat(endpoint.last()).isEqualTo("GET /token?a=b null Bearer runner\n");
  }

  @Test
  void github_url_takesTheAudience_andNothingButHttps() {
    assertThat(GithubToken.url(URI.create("https://x.example/t?v=2"), "a/b"))
        .isEqualTo(URI.create("https://x.example/t?v=2&audience=a%2Fb"));
    assertThat(GithubToken.url(URI.create("https://x.example/t"), "sigstore"))
        .isEqualTo(URI.create("https://x.example/t?audience=sigstore"));
    for (String url : List.of("http://127.0.0.1/t", "file:///etc/passwd", "https:/t", "")) {
      assertThatIllegalArgumentException()
          .as(url)
          .isThrownBy(() -> GithubToken.url(URI.create(url), "sigstore"));
    }
  }

  @Test
  void refusedClient_isToldWhy_andAskedOnce() {
    for (IdentityTokenSource source : both()) {
      for (int status : new int[] {400, 401, 403}) {
        endpoint.answer(status, "{\"error\":\"invalid_client\",\"error_description\":\"x\"}");
        int before = endpoint.requests();
        assertThatExceptionOfType(BackendRefused.class)
            .isThrownBy(() -> source.token(soon()))
            .withMessageEndingWith("refuses us: status " + status + ", invalid_client");
        assertThat(endpoint.requests() - before).isEqualTo(1);
      }
      endpoint.answer(400, "{\"error\":\"" + TOKEN + "\"}");
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> source.token(soon()))
          .withMessageEndingWith("refuses us: status 400");
    }
  }

  @Test
  void tokenThatIsNone_isRefused_andNotRepeated() {
    endpoint.answer(200, "{\"access_token\":\"opaque-token\",\"value\":\"opaque-token\"}");
    for (IdentityTokenSource source : both()) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> source.token(soon()))
          .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("opaque-token"));
    }
  }

  @Test
  void answerThatIsNone_isAnOutage() {
    for (String body : List.of("", "[]", "{}", "{\"access_token\":7,\"value\":7}", "<html>")) {
      endpoint.answer(200, body);
      both().forEach(source -> assertOutage(source, false));
    }
    for (int status : new int[] {201, 302, 404, 500, 503}) {
      endpoint.answer(status, "{\"access_token\":\"" + TOKEN + "\",\"value\":\"" + TOKEN + "\"}");
      both().forEach(source -> assertOutage(source, false));
    }
  }

  @Test
  void fault_isAnOutageOfTokens_withoutAnySecret() {
    for (ServiceFault fault : ServiceFault.values()) {
      if (fault != ServiceFault.REFUSED && fault != ServiceFault.UNREACHABLE) {
        endpoint.arrange(fault);
        both().forEach(source -> assertOutage(source, fault == ServiceFault.BUSY));
      }
    }
    endpoint.arrange(ServiceFault.UNREACHABLE);
    both().forEach(source -> assertOutage(source, false));
  }

  private static void assertOutage(IdentityTokenSource source, boolean busy) {
    Deadline moment = Deadline.in(Duration.ofMillis(700), Ticker.system());
    DependencyUnavailable outage =
        catchThrowableOfType(DependencyUnavailable.class, () -> source.token(moment));
    assertThat(outage).isNotNull();
    assertThat(outage.dependency()).isEqualTo(Dependency.IDENTITY_TOKENS);
    assertThat(outage.isBusy()).isEqualTo(busy);
    for (Throwable each = outage; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain(TOKEN, SECRET);
    }
  }
}
