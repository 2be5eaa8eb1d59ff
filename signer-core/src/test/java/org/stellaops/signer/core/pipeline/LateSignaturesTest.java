package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;
import org.stellaops.signer.testkit.seal.InMemorySeal;

/**
 * A seal or a revocation comes while a request waits for somebody: nothing is asked of the key any
 * more, and what it has signed is withheld (K04, REL-13).
 */
class LateSignaturesTest {

  private static final String TIMED = "{\"timestamp\":true}";
  private static final String KEYLESS = KeylessFixture.KEYLESS;

  private final InMemorySeal store = new InMemorySeal(() -> SignerFixture.NOW);
  private final AtomicBoolean done = new AtomicBoolean();
  private final KeylessFixture fixture = fixture(null);
  private final SignerFixture service = fixture.service;

  /** For whom a request waits. */
  enum Moment {
    ROOM_AT_THE_BACKEND,
    ANSWER_OF_THE_BACKEND,
    TIMESTAMP,
    JOURNAL
  }

  private KeylessFixture fixture(@Nullable String fallback) {
    KeylessFixture made =
        new KeylessFixture(
            house -> house.identities.put(PolicyFixture.ACME, KeylessFixture.identity(fallback)),
            ports -> {
              ports.keyCatalog = new InMemoryKeyCatalog();
              ports.seal = SealGuard.of(store, ports.clock);
            },
            Bounds.standard(),
            List.of("clock"),
            1);
    refresh(made.service);
    return made;
  }

  /** As each node does every second. */
  private static void refresh(SignerFixture service) {
    Deadline second = Deadline.in(Duration.ofSeconds(1), service.clock);
    service.seal.refresh(second);
    service.register.refresh(second);
  }

  /** Runs {@code deed} once, when a request has got so far. */
  private static void at(Moment moment, KeylessFixture fixture, AtomicBoolean done, Runnable deed) {
    Runnable once =
        () -> {
          if (!done.getAndSet(true)) {
            deed.run();
          }
        };
    switch (moment) {
      case ROOM_AT_THE_BACKEND -> fixture.service.keys.whileWaiting(once);
      case ANSWER_OF_THE_BACKEND ->
          fixture.service.keys.behave((honest, key, what, deadline) -> {
            once.run();
            return honest.sign(key, what, deadline);
          });
      case TIMESTAMP -> fixture.timing.put("clock", any -> once.run());
      case JOURNAL -> fixture.service.recording.whileConcluding(once);
    }
  }

  /** Another node's operator, or owner of the key; this node hears of it by its next refresh. */
  private void elsewhere(SignerFixture service, String deed) {
    switch (deed) {
      case "seal" -> {
        Act act = new Act(Person.signal("SIGUSR1"), null, "drill");
        store.seal(act, Deadline.in(Duration.ofSeconds(1), service.clock));
      }
      case "cut-off" -> {
        service.clock.advance(Duration.ofMillis(4001));
        return;
      }
      case "suspend-and-retire" -> {
        KeyLifeTest.change(service, "suspend", "sbom", "anna");
        KeyLifeTest.change(service, "retire", "sbom", "anna");
        refresh(service);
        return;
      }
      default -> KeyLifeTest.change(service, deed, "sbom", "anna");
    }
    service.clock.advance(
        deed.equals("retire") ? KeyRegister.RETIRED_FOR.plusMillis(1) : Duration.ofSeconds(20));
    refresh(service);
  }

  private static String reason(Response outcome) {
    return KeyLifeTest.reason(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "ROOM_AT_THE_BACKEND,seal,sealed,failed",
    "ROOM_AT_THE_BACKEND,revoke,key-revoked,failed",
    "ROOM_AT_THE_BACKEND,suspend,key-suspended,failed",
    "ROOM_AT_THE_BACKEND,retire,key-retired,failed",
    "ROOM_AT_THE_BACKEND,suspend-and-retire,key-retired,failed",
    "ROOM_AT_THE_BACKEND,cut-off,seal-unknown,failed",
    "ANSWER_OF_THE_BACKEND,seal,sealed,unknown",
    "ANSWER_OF_THE_BACKEND,revoke,key-revoked,unknown",
    "ANSWER_OF_THE_BACKEND,suspend,key-suspended,unknown",
    "ANSWER_OF_THE_BACKEND,retire,key-retired,unknown",
    "ANSWER_OF_THE_BACKEND,suspend-and-retire,key-retired,unknown",
    "JOURNAL,suspend-and-retire,key-retired,signed",
    "ANSWER_OF_THE_BACKEND,cut-off,seal-unknown,unknown",
    "TIMESTAMP,seal,sealed,unknown",
    "TIMESTAMP,revoke,key-revoked,unknown",
    "TIMESTAMP,cut-off,seal-unknown,unknown",
    "JOURNAL,seal,sealed,signed",
    "JOURNAL,revoke,key-revoked,signed",
    "JOURNAL,cut-off,seal-unknown,signed",
  })
  void sign_stoppedWhileItWaits_isNotAnswered(
      Moment moment, String deed, String reason, String outcome) {
    at(moment, fixture, done, () -> elsewhere(service, deed));
    Response response = fixture.sign(TIMED);
    assertThat(done).isTrue();
    assertThat(reason(response)).isEqualTo(reason);
    assertThat(service.trace().outcome().label()).isEqualTo(outcome);
    assertThat(service.signatures()).isEqualTo(moment == Moment.ROOM_AT_THE_BACKEND ? 0 : 1);
    if (moment == Moment.ANSWER_OF_THE_BACKEND) {
      assertThat(service.steps()).as("nobody is shown it").doesNotContain("timestamp");
    }
  }

  @ParameterizedTest
  @CsvSource({"ROOM_AT_THE_BACKEND,failed", "TIMESTAMP,unknown", "JOURNAL,signed"})
  void sign_keylessAndSealedWhileItWaits_isNotAnswered(Moment moment, String outcome) {
    at(moment, fixture, done, () -> elsewhere(service, "seal"));
    assertThat(reason(fixture.sign(KEYLESS))).isEqualTo("sealed");
    assertThat(service.trace().outcome().label()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal", "revoke"})
  void sign_fallbackKeyStoppedWhileItWaits_isNotAnswered(String deed) {
    KeylessFixture falling = fixture("sbom");
    falling.issuing =
        any -> {
          throw new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, "down");
        };
    at(Moment.ANSWER_OF_THE_BACKEND, falling, done, () -> elsewhere(falling.service, deed));
    assertThat(reason(falling.sign(KEYLESS)))
        .isEqualTo(deed.equals("seal") ? "sealed" : "key-revoked");
    assertThat(falling.service.trace().outcome().label()).isEqualTo("unknown");
  }

  /** No identity stands in for a seal: its fallback would be one more way to sign. */
  @Test
  void sign_keylessSealed_isNoOutageThatAFallbackStandsInFor() {
    KeylessFixture falling = fixture("sbom");
    at(Moment.ROOM_AT_THE_BACKEND, falling, done, () -> elsewhere(falling.service, "seal"));
    assertThat(reason(falling.sign(KEYLESS))).isEqualTo("sealed");
    assertThat(falling.service.signatures()).isZero();
  }

  /** A rotation loses no request: what was asked for before is signed and released for a while. */
  @ParameterizedTest
  @EnumSource(names = {"ROOM_AT_THE_BACKEND", "ANSWER_OF_THE_BACKEND", "TIMESTAMP"})
  void k04_sign_retiredWhileItWaits_isAnswered_andIsInTheTimeThatIsPublished(Moment moment) {
    at(
        moment,
        fixture,
        done,
        () -> {
          KeyLifeTest.change(service, "retire", "sbom", "anna");
          service.clock.advance(KeyRegister.RETIRED_FOR.minusSeconds(1));
          refresh(service);
        });
    assertThat(fixture.sign(TIMED)).isInstanceOf(Response.Answered.class);
    assertThat(done).isTrue();
    assertThat(service.signer.trust().utf8())
        .contains("\"end\":\"" + SignerFixture.NOW.plus(KeyRegister.RETIRED_FOR) + "\"");
    assertThat(fixture.sign(TIMED))
        .as("asked for afterwards")
        .isNotInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_withABackendThatDoesNotAsk_isNotAnswered() {
    service.keys.neverAsk();
    assertThat(reason(fixture.sign(TIMED))).isEqualTo("internal");
    assertThat(service.trace().outcome().label()).isEqualTo("unknown");
  }
}
