package org.stellaops.signer.core.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectPatternTest {

  private static final SubjectPattern OWN = new SubjectPattern("registry.example/acme/*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example/acme/app",
        "registry.example/acme/team/app",
        "registry.example/acme/app..v1",
        "registry.example/acme/.hidden",
        "registry.example/acme/größe"
      })
  void matches_nameInThePlace_isTrue(String name) {
    assertThat(OWN.matches(name)).isTrue();
  }

  /** As in CVE-2021-41087. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example/acme/../other/app",
        "registry.example/acme/./../other/app",
        "registry.example/acme/..",
        "registry.example/acme/..\\other",
        "registry.example/acme/app\u202egnp.exe",
        "registry.example/acme/app\u200b",
        "registry.example/acme/app\n",
        "registry.example/acmes/app",
        "registry.example/other"
      })
  void cve202141087_nameThatLeavesThePlaceOrHidesSomething_isFalse(String name) {
    assertThat(OWN.matches(name)).isFalse();
  }

  @Test
  void matches_withoutAStar_comparesLiterally() {
    assertThat(new SubjectPattern("./dist/app").matches("./dist/app")).isTrue();
    assertThat(new SubjectPattern("./dist/app").matches("./dist/ap")).isFalse();
  }

  @Test
  void matches_loneStar_namesNoPlaceToLeave() {
    assertThat(new SubjectPattern("*").matches("./dist/app")).isTrue();
  }
}
