package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.bootstrap.config.PageSettings;
import org.stellaops.signer.model.IssuerName;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFilesTest {

  private RunningShell running;

  @BeforeAll
  void start() {
    running =
        new RunningShell(
            new PageSettings(
                "the-page",
                new IssuerName("https://authority.example"),
                URI.create("https://authority.example/authorize"),
                URI.create("https://tokens.example:8443/token"),
                null));
  }

  @AfterAll
  void stop() {
    running.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return running.get(running.at(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/",
        "/ui/style.css",
        "/ui/app.js",
        "/ui/api.js",
        "/ui/security-key.js",
        "/ui/config.json"
      })
  void file_everyOne_hasThePageHeaders(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Content-Security-Policy"))
        .containsExactly(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
                + " https://tokens.example:8443; form-action 'none'; frame-ancestors 'none';"
                + " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
    assertThat(response.headers().firstValue("Permissions-Policy").orElseThrow())
        .contains("publickey-credentials-get=(self)", "camera=()");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(running.signer.calls).isEmpty();
  }

  @Test
  void file_thatIsKnownAlready_is304() throws Exception {
    String tag = get("/ui/app.js").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        running.send(
            HttpRequest.newBuilder(running.at("/ui/app.js")).header("If-None-Match", tag).GET());
    HttpResponse<String> other =
        running.send(
            HttpRequest.newBuilder(running.at("/ui/api.js")).header("If-None-Match", tag).GET());

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void html_hasNothingInline() throws Exception {
    String html = get("/ui/").body();

    assertThat(html)
        .contains("<script type=\"module\" src=\"app.js\"></script>")
        .doesNotContain("<style", "style=", "javascript:", "http://", "https://")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.js",
        "api.js",
        "approvals.js",
        "bypass.js",
        "decisions.js",
        "dom.js",
        "keys.js",
        "security-key.js",
        "security-keys.js",
        "session.js"
      })
  void module_everyOne_parsesNoTextAsCodeOrHtml(String name) throws Exception {
    assertThat(get("/ui/" + name).body())
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
        .doesNotContain("eval(", "new Function", "localStorage", "document.cookie")
        .doesNotContain("http://", "https://");
  }

  @Test
  void config_isWhatTheOperatorWrote() throws Exception {
    JsonNode config = RunningShell.json(get("/ui/config.json"));

    assertThat(config.get("origin").asText()).isEqualTo(RunningShell.ORIGIN);
    assertThat(config.get("redirectUri").asText()).isEqualTo(RunningShell.ORIGIN + "/ui/");
    assertThat(config.get("clientId").asText()).isEqualTo("the-page");
    assertThat(config.get("issuer").asText()).isEqualTo("https://authority.example");
    assertThat(config.has("resource")).isFalse();
  }

  @Test
  void bareName_leadsToThePage() throws Exception {
    HttpResponse<String> response = get("/ui");

    assertThat(response.statusCode()).isEqualTo(308);
    assertThat(response.headers().firstValue("Location")).hasValue("/ui/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ui/index.html", "/ui/other.js", "/ui/APP.js", "/ui/app.js.map"})
  void path_thatIsNoFile_is404(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'none'; frame-ancestors 'none'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ui/../ui/app.js", "/ui//app.js", "/ui/%61pp.js", "/ui/app.js;a=b", "/ui/./"})
  void path_thatTwoReadersCouldReadDifferently_isRefused(String path) throws Exception {
    String reply =
        RawConnection.exchange(
            running.shell.port(),
            "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(reply).startsWith("HTTP/1.1 400").contains("invalid_request");
  }

  @Test
  void method_otherThanReading_is405() throws Exception {
    HttpResponse<String> post =
        running.send(HttpRequest.newBuilder(running.at("/ui/")).POST(BodyPublishers.noBody()));
    HttpResponse<String> head =
        running.send(
            HttpRequest.newBuilder(running.at("/ui/")).method("HEAD", BodyPublishers.noBody()));

    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void page_notConfigured_isNotThere() throws Exception {
    try (RunningShell without = new RunningShell()) {
      for (String path : new String[] {"/ui", "/ui/app.js", "/ui/config.json"}) {
        assertThat(without.get(without.at(path)).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(without.get(without.at("/ui/")).statusCode()).isEqualTo(400);
    }
  }
}
