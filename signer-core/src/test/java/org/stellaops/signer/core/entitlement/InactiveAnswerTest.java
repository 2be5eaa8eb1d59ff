package org.stellaops.signer.core.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;

/** A no of Licensing must stay a no. */
class InactiveAnswerTest {

  private final EntitlementFixture fixture = new EntitlementFixture();

  /** RFC 7662 §2.2: an inactive answer should hold nothing but {@code active}. */
  @Test
  void l07_plainInactiveAnswer_thenOutage_staysNo() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    assertThat(fixture.ask(compact).entitled()).isNotNull();
    fixture.order(fixture.answerSaying(Map.of("active", false)));
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    assertThat(fixture.ask(compact).entitled()).as("revoked").isNull();
    fixture.licensingReachable = false;
    assertThat(fixture.ask(compact).entitled()).as("after a no, Licensing is down").isNull();
  }

  /** I4: an unknown member never turns a no into a yes. */
  @Test
  void l07_inactiveAnswerWithAnUnknownMember_isANo() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    assertThat(fixture.ask(compact).entitled()).isNotNull();
    fixture.order(
        fixture.answerSaying(
            Map.of(
                "active",
                false,
                "lic",
                "licence-1",
                "ver",
                3,
                "poe_sha256",
                Bytes.utf8(compact).sha256().hex(),
                "revocation_reason",
                "payment")));
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    assertThat(fixture.ask(compact).entitled()).as("Licensing said no").isNull();
  }

  /** The same for a version that Licensing does not say as an integer. */
  @Test
  void l07_inactiveAnswerWithAVersionOutOfForm_isANo() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    assertThat(fixture.ask(compact).entitled()).isNotNull();
    fixture.order(
        fixture.answerSaying(
            Map.of("active", false, "ver", "4", "poe_sha256", Bytes.utf8(compact).sha256().hex())));
    fixture.callers.clock.advance(Duration.ofSeconds(31));
    assertThat(fixture.ask(compact).entitled()).as("Licensing said no").isNull();
  }

  /** Only {@code true} is a yes. */
  @Test
  void l07_activeThatIsNoBoolean_isANo() {
    String compact = fixture.proof().signedBy(EntitlementFixture.KEY);
    fixture.order(
        fixture.answerSaying(
            Map.of("active", "true", "poe_sha256", Bytes.utf8(compact).sha256().hex())));
    assertThat(fixture.ask(compact).entitled()).isNull();
  }
}
