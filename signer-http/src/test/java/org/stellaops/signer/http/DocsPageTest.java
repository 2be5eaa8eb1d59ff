package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page is made from the OpenAPI document; {@code -Dstella.rewrite=true} writes it anew. */
class DocsPageTest {

  private static final Path MAIN = Path.of("src/main/resources/org/stellaops/signer/http");
  private static final Path STYLE =
      Path.of("src/test/resources/org/stellaops/signer/http/docs.css");

  @Test
  void page_asItIsServed_isThatOfTheOpenApiDocument() throws IOException {
    DocsPage page =
        DocsPage.of(Files.readAllBytes(MAIN.resolve("openapi.json")), Files.readAllBytes(STYLE));
    if (Boolean.getBoolean("stella.rewrite")) {
      Files.write(MAIN.resolve("docs.html"), page.html());
      Files.writeString(MAIN.resolve("docs.policy"), page.contentSecurityPolicy());
    }

    assertThat(MAIN.resolve("docs.html")).hasBinaryContent(page.html());
    assertThat(MAIN.resolve("docs.policy")).hasContent(page.contentSecurityPolicy());
  }

  @Test
  void page_rows_showThatTheyOpenAndNestedMembers() throws Exception {
    String html = Files.readString(MAIN.resolve("docs.html"));

    assertThat(html)
        .contains("summary::before{", "details[open]>summary::before{")
        .contains("<code>dependencies.*.ok</code>")
        .contains("<span class=\"path\">/readyz</span>", "<span class=\"path\">/metrics</span>");
  }
}
