package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/",
    "HTTP://A.example:80, http://a.example/",
    "http://a.example:443/, http://a.example:443/",
    "https://[2001:DB8::1]:443/x, https://[2001:db8::1]/x",
    "https://a.example/%7ex%2f%c3%a9, https://a.example/~x%2F%C3%A9",
    "https://a.example/a//b, https://a.example/a//b"
  })
  void of_url_isItsNormalForm(String url, String normal) {
    assertThat(NormalUrl.of(url)).contains(normal);
  }
}
