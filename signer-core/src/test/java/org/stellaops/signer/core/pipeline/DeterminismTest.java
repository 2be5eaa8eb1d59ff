package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.JsonObject;

/** Same request, same bytes: whatever the clock, the locale, the zone or the order of members. */
class DeterminismTest {

  private static List<String> signed(SignerFixture harness, SignBody body) throws Exception {
    JsonObject answer = SignerFixture.json(harness.sign(body));
    return List.of(
        answer.object("bundle").object("dsse").string("payload"),
        answer.string("payloadSha256"),
        answer.string("paeSha256"));
  }

  @Test
  void sign_otherClockAndLocale_givesTheSamePayload() throws Exception {
    SignerFixture harness = new SignerFixture();
    SignBody body = harness.body().with("predicate", "{\"i\":1,\"I\":1e3,\"ı\":0.5,\"z\":[]}");
    List<String> first = signed(harness, body);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String tag : List.of("tr-TR", "ar-SA-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
        harness.clock.advance(Duration.ofHours(3));
        assertThat(signed(harness, body)).isEqualTo(first);
        assertThat(SignerFixture.text(harness.decision(), "decision")).isEqualTo("signed");
        assertThat(SignerFixture.text(harness.decision(), "at"))
            .isEqualTo(harness.clock.instant().toString());
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void sign_membersInAnotherOrderAndForm_givesTheSamePayload() throws Exception {
    SignerFixture harness = new SignerFixture();
    SignBody one = harness.body().with("predicate", "{\"a\":1,\"b\":\"é\"}");
    SignBody other =
        harness
            .body()
            .without("subject")
            .with("predicate", "{ \"b\" : \"\\u00e9\" , \"a\" : 1.0 }")
            .with("subject", SignBody.SUBJECT);
    assertThat(signed(harness, other)).isEqualTo(signed(harness, one));
  }

  @Test
  void sign_onAnotherHost_givesTheSamePayload() throws Exception {
    SignerFixture one = new SignerFixture();
    SignerFixture other = new SignerFixture();
    other.clock.set(Instant.parse("2031-01-01T00:00:00Z"));
    assertThat(signed(other, other.body())).isEqualTo(signed(one, one.body()));
  }
}
