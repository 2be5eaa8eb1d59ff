package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {

  private static Config minimal(String... variables) throws ConfigRefused {
    return Fixtures.read("working_minimal.yaml", environment(variables));
  }

  private static Map<String, String> environment(String... variables) {
    Map<String, String> environment = new HashMap<>(Fixtures.ENVIRONMENT);
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return environment;
  }

  @Test
  void variable_overTheFile_holds() throws ConfigRefused {
    Config config =
        minimal(
            "STELLA_AUTHORITIES_MAIN_ISSUER", "https://other.example",
            "STELLA_PLANS_PRO_SIGNATURES_PER_DAY", "7");

    assertThat(config.authorities().get(0).issuer().value()).isEqualTo("https://other.example");
    assertThat(config.plans().get(0).signaturesPerDay()).isEqualTo(7);
  }

  @Test
  void variable_ofUnwrittenSection_holds() throws ConfigRefused {
    Config config =
        minimal(
            "STELLA_SERVER_LISTEN_PORT", "9999",
            "STELLA_LIMITS_REQUEST_TIME", "10s",
            "STELLA_LICENSING_CLIENT_SECRET", "env:LICENSING_SECRET");

    assertThat(config.server().listen().port()).isEqualTo(9999);
    assertThat(config.limits().requestTime()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.licensing().clientSecret()).hasToString("env:LICENSING_SECRET");
  }

  @Test
  void variable_ofList_isSplitAtCommas() throws ConfigRefused {
    Config config = minimal("STELLA_TENANTS_ACME_SUBJECTS", "one/*, two/*");

    assertThat(config.tenants().get(0).subjects())
        .extracting(pattern -> pattern.glob())
        .containsExactly("one/*", "two/*");
  }

  @Test
  void variable_wrongValue_isNamed() {
    assertThatThrownBy(() -> minimal("STELLA_SERVER_LISTEN_PORT", "http"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessage(
            "environment variable STELLA_SERVER_LISTEN_PORT: server.listen.port: not a port;"
                + " allowed: 1 to 65535");
  }

  @Test
  void variable_literalSecret_isRefusedAndNotRepeated() {
    assertThatThrownBy(() -> minimal("STELLA_LICENSING_CLIENT_SECRET", "hunter2"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("never written")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void variable_ofNoSetting_isRefused() {
    assertThatThrownBy(() -> minimal("STELLA_LIMITS_REQUESTTIME", "10s"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessage(
            "environment variable STELLA_LIMITS_REQUESTTIME: sets no setting; allowed:"
                + " STELLA_LIMITS_MEMORY_BUDGET, STELLA_LIMITS_REQUEST_TIME,"
                + " STELLA_LIMITS_SERVER_CAP");
  }

  @Test
  void variable_ofTenantThatTheFileHasNot_isRefused() {
    assertThatThrownBy(() -> minimal("STELLA_TENANTS_OTHER_PLANS", "pro"))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("STELLA_TENANTS_OTHER_PLANS: sets no setting");
  }

  @Test
  void variable_outsideEverySection_isLeftAlone() throws ConfigRefused {
    assertThat(minimal("STELLA_JAVA_OPTS", "-Xmx1g", "STELLA_CONFIG", "x").plans()).hasSize(1);
  }

  @Test
  void variable_thatHoldsASecret_isNoSetting() throws ConfigRefused {
    Config config =
        minimal(
            "STELLA_LICENSING_CLIENT_SECRET", "env:STELLA_LICENSING_PASSWORD_VALUE",
            "STELLA_LICENSING_PASSWORD_VALUE", "hunter2");

    assertThat(config.licensing().clientSecret())
        .hasToString("env:STELLA_LICENSING_PASSWORD_VALUE");
  }
}
