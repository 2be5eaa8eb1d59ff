package org.stellaops.signer.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowedEndsTest {

  private static final Instant END = Instant.parse("2026-12-24T12:00:00Z");

  @Test
  void warning_entryOfTheConfiguration_isOfTheWeekBeforeItsEndAndFromThenOn() throws Exception {
    Config config = Fixtures.read("working_full.yaml", Fixtures.ENVIRONMENT);

    assertThat(AllowedEnds.warning(config, END.minusSeconds(7 * 86_400))).isEmpty();
    assertThat(AllowedEnds.warning(config, END.minusSeconds(7 * 86_400 - 1)))
        .hasValueSatisfying(warning ->
            assertThat(warning)
                .startsWith("warning: tenants.acme.allowedReleases.sha256:bd26")
                .contains(" ends at " + END)
                .contains("ada@example: CHG-7"));
    assertThat(AllowedEnds.warning(config, END))
        .hasValueSatisfying(warning -> assertThat(warning).contains(" ended at " + END));
  }
}
