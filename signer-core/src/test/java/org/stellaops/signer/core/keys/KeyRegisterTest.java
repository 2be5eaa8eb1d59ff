package org.stellaops.signer.core.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.testkit.journal.SteppedClock;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** What one node knows of the catalog, and for how long. */
class KeyRegisterTest {

  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Tenant ACME = new Tenant("acme");
  private static final KeyName SBOM = new KeyName("sbom");

  private final SteppedClock clock = new SteppedClock(NOW);
  private final InMemoryKeyCatalog catalog = new InMemoryKeyCatalog();

  /** Something else happens while the catalog's answer is under way. */
  private Runnable meanwhile = () -> {};

  private final KeyRegister register = KeyRegister.of(slow(), clock, clock, null);

  private KeyCatalog slow() {
    return new KeyCatalog() {
      @Override
      public Content read(Deadline deadline) {
        Content read = catalog.read(deadline);
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return read;
      }

      @Override
      public List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline) {
        return catalog.enrol(all, deadline);
      }

      @Override
      public boolean change(List<Replacement> replacements, Deadline deadline) {
        return catalog.change(replacements, deadline);
      }

      @Override
      public List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline) {
        return catalog.events(tenant, name, most, deadline);
      }
    };
  }

  private static KeyRule rule(String name) {
    return new KeyRule(
        new KeyName(name), "main", new KeyUri("memory:" + name), "memory", Set.of(), false);
  }

  private void assertRefused(Tenant tenant, String name, PinnedKey pin, Reason why) {
    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(() ->
            register.enrol(tenant, rule(name), pin, Deadline.in(Duration.ofSeconds(1), clock)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(why));
  }

  /** Otherwise whoever edits the configuration could give a revoked key a new life. */
  @Test
  void k04_knownKey_underAnotherNameOrTenant_isNotEnrolledAgain() {
    PinnedKey pin =
        PinnedKey.of(KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256).getPublic());
    register.enrol(ACME, rule("sbom"), pin, Deadline.in(Duration.ofSeconds(1), clock));
    assertRefused(ACME, "again", pin, Reason.KEY_IS_SHARED);
    assertRefused(new Tenant("beta"), "sbom", pin, Reason.KEY_IS_SHARED);
    assertThat(register.entries()).hasSize(1);
  }

  @Test
  void knownKey_byAnotherAlgorithm_isAnotherKey() {
    PinnedKey pin =
        PinnedKey.of(KeyPairs.generate(SignatureAlgorithm.RSA_PKCS1_SHA256).getPublic());
    register.enrol(ACME, rule("sbom"), pin, Deadline.in(Duration.ofSeconds(1), clock));
    assertRefused(ACME, "sbom", pin.under(SignatureAlgorithm.RSA_PSS_SHA256), Reason.KEY_CHANGED);
  }

  private KeyEntry entry(KeyState state, String name, Duration age, long version) {
    return new KeyEntry(
        ACME,
        new KeyName(name),
        "memory",
        new KeyUri("memory:" + name),
        Bytes.utf8(name),
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "memory",
        false,
        state,
        null,
        NOW,
        NOW.minus(age),
        null,
        null,
        List.of(),
        version);
  }

  private static KeyEvent event(KeyState to) {
    return new KeyEvent(NOW, "test", to, Actor.configuration(), "why", Optional.empty());
  }

  private void enrol(KeyEntry entry) {
    catalog.enrol(entry, event(entry.state()), soon());
  }

  private Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5), clock);
  }

  private Reason refused() {
    try {
      register.requireSigning(ACME, SBOM);
      throw new AssertionError("it may sign");
    } catch (ServiceFailure failure) {
      return failure.reason();
    }
  }

  @Test
  void register_thatWasNeverRead_letsNothingSign() {
    assertThatExceptionOfType(ServiceFailure.class).isThrownBy(register::requireFresh);
    assertThat(refused()).isEqualTo(Reason.CATALOG_UNKNOWN);
    register.refresh(soon());
    register.requireFresh();
  }

  @Test
  void keyThatTheCatalogDoesNotKnow_signsNothing() {
    register.refresh(soon());
    assertThat(refused()).isEqualTo(Reason.KEY_NOT_ENROLLED);
  }

  @Test
  void keysOfATenantInDoubt_signNothing_andAreNotKnownToBeGood() {
    KeyEntry active = entry(KeyState.ACTIVE, "sbom", Duration.ZERO, 1);
    enrol(active);
    register.refresh(soon());
    register.requireSigning(ACME, SBOM);
    register.requireNoDoubt(ACME);
    KeyEntry still = entry(KeyState.ACTIVE, "sbom", Duration.ZERO, 2);
    catalog.change(List.of(new Replacement(active, still, event(KeyState.REVOKED))), soon());
    register.refresh(soon());
    assertThat(refused()).isEqualTo(Reason.CATALOG_IN_DOUBT);
    assertThat(register.inDoubt()).containsExactly(ACME);
    register.requireNoDoubt(new Tenant("beta"));
    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(() -> register.requireNoDoubt(ACME))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CATALOG_IN_DOUBT));
  }

  /** Of two answers the later question's counts, whichever arrives last. */
  @Test
  void answerThatIsOvertaken_changesNothing() {
    KeyEntry active = entry(KeyState.ACTIVE, "sbom", Duration.ZERO, 1);
    enrol(active);
    meanwhile =
        () -> {
          KeyEntry revoked = entry(KeyState.REVOKED, "sbom", Duration.ZERO, 2);
          catalog.change(
              List.of(new Replacement(active, revoked, event(KeyState.REVOKED))), soon());
          clock.advance(Duration.ofMillis(1));
          register.refresh(soon());
        };
    register.refresh(soon());
    assertThat(refused()).isEqualTo(Reason.KEY_REVOKED);
  }

  /** What is known is as old as the question: the catalog may have changed since. */
  @Test
  void answerThatWasLongUnderWay_countsFromItsQuestion() {
    enrol(entry(KeyState.ACTIVE, "sbom", Duration.ZERO, 1));
    meanwhile = () -> clock.advance(Duration.ofSeconds(3));
    register.refresh(soon());
    clock.advance(Duration.ofSeconds(1));
    register.requireSigning(ACME, SBOM);
    clock.advance(Duration.ofMillis(1));
    assertThat(refused()).isEqualTo(Reason.CATALOG_UNKNOWN);
  }

  @Test
  void oldest_isOfTheKeysThatSign() {
    register.refresh(soon());
    assertThat(register.oldest(any -> true)).isEqualTo(Duration.ZERO);
    enrol(entry(KeyState.RETIRED, "retired", Duration.ofDays(900), 1));
    enrol(entry(KeyState.REVOKED, "revoked", Duration.ofDays(800), 1));
    enrol(entry(KeyState.RETIRING, "retiring", Duration.ofDays(300), 1));
    enrol(entry(KeyState.ACTIVE, "active", Duration.ofDays(100), 1));
    register.refresh(soon());
    assertThat(register.oldest(any -> true)).isEqualTo(Duration.ofDays(300));
    assertThat(register.oldest(each -> each.state() == KeyState.ACTIVE))
        .isEqualTo(Duration.ofDays(100));
  }
}
