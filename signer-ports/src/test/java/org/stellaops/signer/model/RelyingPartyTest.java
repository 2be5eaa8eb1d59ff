package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelyingPartyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://signer.example",
        "https://page.signer.example",
        "https://signer.example:8443"
      })
  void origin_ofTheDomainOrBelow_isTaken(String origin) {
    assertThat(new RelyingParty("signer.example", Set.of(origin)).origins())
        .containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://signer.example",
        "https://signer.example/",
        "https://signer.example:443",
        "https://evil.example",
        "https://evilsigner.example",
        "https://signer.example.evil",
        "https://SIGNER.example",
        "https://user@signer.example",
        "signer.example",
        "null",
        "https://signer.example#x"
      })
  void origin_ofAnother_orNotAsBrowsersWriteIt_isRefused(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelyingParty("signer.example", Set.of(origin)));
  }

  @Test
  void origin_inTheClear_isForLocalhostAlone() {
    assertThat(new RelyingParty("localhost", Set.of("http://localhost:8440")).id())
        .isEqualTo("localhost");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelyingParty("localhost", Set.of("http://localhost.evil:8440")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Signer.example", "https://signer.example", "signer.example:1", "-a"})
  void id_thatIsNoDomain_isRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelyingParty(id, Set.of("https://signer.example")));
  }

  @Test
  void origins_none_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelyingParty("signer.example", Set.of()));
  }
}
