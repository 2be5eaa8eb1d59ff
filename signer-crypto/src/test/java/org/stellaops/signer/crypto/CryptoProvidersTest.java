package org.stellaops.signer.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.JcaProviders;

class CryptoProvidersTest {

  private static final List<String> ALL =
      List.of("SHA256withECDSA", "SHA384withECDSA", "SHA256withRSA", "RSASSA-PSS", "Ed25519");

  private static String first(JcaProviders providers, String algorithm) {
    return providers.of(algorithm).get(0).getName();
  }

  private static boolean hasAccp() {
    return Accp.load() instanceof Accp.Loaded;
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "BC", "JDK"})
  void choose_whateverIsWritten_everyAlgorithmHasTwoProviders(CryptoChoice choice)
      throws Exception {
    JcaProviders providers = CryptoProviders.choose(choice).providers();
    for (String algorithm : ALL) {
      assertThat(providers.of(algorithm)).as(algorithm).isNotEmpty();
    }
    if (choice != CryptoChoice.JDK) {
      // Our own signature is checked by another provider than the one that made it.
      assertThat(providers.of("SHA256withECDSA")).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void choose_auto_takesTheNativeProviderWhereItLoads() throws Exception {
    CryptoProviders chosen = CryptoProviders.choose(CryptoChoice.AUTO);
    if (hasAccp()) {
      ALL.forEach(name -> assertThat(first(chosen.providers(), name)).isEqualTo(Accp.NAME));
      assertThat(chosen.missing()).isEmpty();
      assertThat(chosen.description()).startsWith(Accp.NAME + " 2.");
    } else {
      assertThat(chosen.missing()).isPresent();
    }
  }

  @Test
  void choose_autoWithoutTheNativeProvider_takesTheFasterByAlgorithm() {
    CryptoProviders chosen = CryptoProviders.auto(new Accp.Missing("no such library"));
    assertThat(first(chosen.providers(), "SHA256withECDSA")).isEqualTo("BC");
    assertThat(first(chosen.providers(), "Ed25519")).isEqualTo("BC");
    assertThat(first(chosen.providers(), "SHA256withRSA")).isEqualTo("SunRsaSign");
    assertThat(first(chosen.providers(), "SHA384withECDSA")).isEqualTo("SunEC");
    assertThat(chosen.missing()).contains("no such library");
    assertThat(chosen.description())
        .contains("BC ", "for SHA256withECDSA, Ed25519", "SunRsaSign ", "for SHA256withRSA");
  }

  @Test
  void choose_bouncyCastleOrPlatform_comesFirst() throws Exception {
    JcaProviders bc = CryptoProviders.choose(CryptoChoice.BC).providers();
    ALL.forEach(name -> assertThat(first(bc, name)).isEqualTo("BC"));
    JcaProviders jdk = CryptoProviders.choose(CryptoChoice.JDK).providers();
    ALL.forEach(name -> assertThat(first(jdk, name)).startsWith("Sun"));
  }

  @Test
  void choose_nothing_isRegisteredWithThePlatform() throws Exception {
    List<Provider> before = List.of(Security.getProviders());
    for (CryptoChoice choice : List.of(CryptoChoice.AUTO, CryptoChoice.BC, CryptoChoice.JDK)) {
      CryptoProviders.choose(choice);
    }
    assertThat(Security.getProviders()).containsExactlyElementsOf(before);
  }

  @Test
  void choose_accp_isItOrSaysWhyNot() throws Exception {
    if (hasAccp()) {
      JcaProviders providers = CryptoProviders.choose(CryptoChoice.ACCP).providers();
      assertThat(first(providers, "SHA256withECDSA")).isEqualTo(Accp.NAME);
    } else {
      assertThatExceptionOfType(CryptoProviders.Unavailable.class)
          .isThrownBy(() -> CryptoProviders.choose(CryptoChoice.ACCP))
          .withMessageContaining("write auto, bc or jdk");
    }
  }

  @Test
  void chosen_accpThatIsMissing_saysWhyAndWhatToWrite() {
    assertThatExceptionOfType(CryptoProviders.Unavailable.class)
        .isThrownBy(() -> CryptoProviders.accp(new Accp.Missing("no such library")))
        .withMessageContaining("no such library")
        .withMessageContaining("write auto, bc or jdk");
  }

  @Test
  void tried_providerWhoseLibraryDidNotLoad_isMissing() {
    assertThat(Accp.tried(Security.getProvider("SUN")))
        .isEqualTo(new Accp.Missing("its native library does not load on this system"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void tried_providerThatAlwaysSaysTheSame_isMissing(boolean answer) {
    assertThat(Accp.tried(new StubbornProvider(answer)))
        .isEqualTo(new Accp.Missing("it fails a known answer of RFC 6979"));
  }

  @Test
  void tried_providerThatWorks_isLoaded() {
    Provider sunEc = Security.getProvider("SunEC");
    assertThat(Accp.tried(sunEc)).isEqualTo(new Accp.Loaded(sunEc));
  }
}
