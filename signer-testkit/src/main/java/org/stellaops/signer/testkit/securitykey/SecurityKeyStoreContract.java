package org.stellaops.signer.testkit.securitykey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.ports.SecurityKeyStore.Challenge;
import org.stellaops.signer.ports.SecurityKeyStore.Deed;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;
import org.stellaops.signer.ports.SecurityKeyStore.Step;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.journal.Together;

/** What every {@code SecurityKeyStore} must do. A subclass supplies the bench. */
public abstract class SecurityKeyStoreContract {

  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant OTHER = new Tenant("other");
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00.123Z");

  protected abstract StoreBench<SecurityKeyStore> bench();

  @Test
  public void add_key_isFoundAsItIs_onEveryNode() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey first = key(ACME, 1, "anna", 5);
      SecurityKey second = key(ACME, 2, "anna", 0);
      assertThat(bench.store().add(first, soon())).isTrue();
      assertThat(bench.store().add(second, soon())).isTrue();
      assertThat(bench.another().of(ACME, soon())).containsExactly(first, second);
      assertThat(bench.another().of(OTHER, soon())).isEmpty();
    }
  }

  @Test
  public void add_credentialThatIsKnown_addsNothing_alsoInAnotherTenant() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 5);
      bench.store().add(key, soon());
      assertThat(bench.store().add(key, soon())).isFalse();
      assertThat(bench.store().add(key(OTHER, 1, "berta", 5), soon())).isFalse();
      assertThat(bench.another().of(OTHER, soon())).isEmpty();
      assertThat(bench.another().of(ACME, soon())).containsExactly(key);
    }
  }

  @Test
  public void step_next_isAdded_andTheOnesBeforeStay() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 0);
      SecurityKey confirmed = with(key, Deed.CONFIRMED, "berta", Bytes.utf8("{\"proof\":1}"));
      SecurityKey revoked = with(confirmed, Deed.REVOKED, "anna", null);
      bench.store().add(key, soon());
      assertThat(bench.store().step(confirmed, soon())).isTrue();
      assertThat(bench.another().step(revoked, soon())).isTrue();
      assertThat(bench.store().of(ACME, soon())).containsExactly(revoked);
    }
  }

  @Test
  public void step_thatIsNotNext_addsNothing() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 0);
      SecurityKey revoked = with(key, Deed.REVOKED, "anna", null);
      assertThat(bench.store().step(revoked, soon())).as("there is no such key").isFalse();
      bench.store().add(key, soon());
      assertThat(bench.store().step(revoked, soon())).isTrue();
      assertThat(bench.store().step(with(key, Deed.CONFIRMED, "berta", null), soon()))
          .as("revoked already")
          .isFalse();
      assertThat(bench.another().of(ACME, soon())).containsExactly(revoked);
    }
  }

  @Test
  public void step_manyAtOnce_oneIsFirst() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 0);
      bench.store().add(key, soon());
      List<Boolean> added =
          Together.forEach(
              Collections.nCopies(8, with(key, Deed.CONFIRMED, "berta", null)),
              step -> bench.store().step(step, soon()));
      assertThat(added).containsOnlyOnce(true);
    }
  }

  @Test
  public void count_onlyFromWhatItIs() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 5);
      bench.store().add(key, soon());
      assertThat(bench.store().count(ACME, key.id(), 4, 9, soon())).isFalse();
      assertThat(bench.store().count(ACME, key.id(), 5, 0xffffffffL, soon())).isTrue();
      assertThat(bench.another().count(ACME, key.id(), 5, 6, soon())).isFalse();
      assertThat(bench.store().count(OTHER, key.id(), 0xffffffffL, 6, soon())).isFalse();
      assertThat(bench.another().of(ACME, soon()).get(0).signCount()).isEqualTo(0xffffffffL);
    }
  }

  /** A key without a counter says 0 each time. */
  @Test
  public void count_stays_isCounted() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 0);
      bench.store().add(key, soon());
      assertThat(bench.store().count(ACME, key.id(), 0, 0, soon())).isTrue();
      assertThat(bench.store().count(ACME, key.id(), 0, 0, soon())).isTrue();
      assertThat(bench.another().of(ACME, soon())).containsExactly(key);
    }
  }

  @Test
  public void count_manyAtOnce_oneIsFirst() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      SecurityKey key = key(ACME, 1, "anna", 5);
      bench.store().add(key, soon());
      assertThat(
              Together.forEach(
                  Collections.nCopies(8, key),
                  each -> bench.store().count(ACME, each.id(), 5, 6, soon())))
          .containsOnlyOnce(true);
    }
  }

  @Test
  public void take_challenge_isThereOnce_onAnyNode() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      Challenge challenge = challenge(ACME, "anna", 1);
      bench.store().open(challenge, NOW, soon());
      assertThat(bench.another().take(OTHER, challenge.nonce(), soon())).isEmpty();
      assertThat(bench.another().take(ACME, Bytes.utf8("another"), soon())).isEmpty();
      assertThat(bench.another().take(ACME, challenge.nonce(), soon())).contains(challenge);
      assertThat(bench.store().take(ACME, challenge.nonce(), soon())).isEmpty();
    }
  }

  @Test
  public void take_manyAtOnce_oneHasIt() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      Challenge challenge = challenge(ACME, "anna", 1);
      bench.store().open(challenge, NOW, soon());
      List<Optional<Challenge>> taken =
          Together.forEach(
              Collections.nCopies(8, challenge),
              each -> bench.store().take(ACME, each.nonce(), soon()));
      assertThat(taken).containsOnlyOnce(Optional.of(challenge));
      assertThat(taken.stream().filter(Optional::isPresent)).hasSize(1);
    }
  }

  @Test
  public void open_forgetsWhatIsOver_andTheOldestOfTooMany() {
    try (StoreBench<SecurityKeyStore> bench = bench()) {
      Challenge old = challenge(ACME, "anna", 1);
      Challenge berta = challenge(ACME, "berta", 2);
      bench.store().open(old, NOW, soon());
      bench.store().open(berta, old.expires().minusMillis(1), soon());
      assertThat(bench.store().take(ACME, old.nonce(), soon())).contains(old);
      bench.store().open(old, NOW, soon());
      bench.store().open(challenge(ACME, "carla", 3), old.expires(), soon());
      assertThat(bench.store().take(ACME, old.nonce(), soon())).isEmpty();
      bench.store().open(berta, NOW, soon());
      for (int i = 10; i < 10 + SecurityKeyStore.MOST_CHALLENGES + 1; i++) {
        bench.store().open(challenge(ACME, "anna", i), NOW, soon());
      }
      assertThat(bench.another().take(ACME, Bytes.utf8("nonce 10"), soon())).isEmpty();
      assertThat(bench.another().take(ACME, Bytes.utf8("nonce 11"), soon())).isPresent();
      assertThat(bench.another().take(ACME, berta.nonce(), soon())).contains(berta);
    }
  }

  private static SecurityKey key(Tenant tenant, int number, String owner, long count) {
    AuditId id = new AuditId("01900000-0000-7000-8000-00000000000" + number);
    Act act = new Act(person(tenant, owner), id, "mine");
    return new SecurityKey(
        tenant,
        id,
        person(tenant, owner),
        Bytes.utf8("credential " + number),
        Bytes.utf8("key " + number),
        count,
        "00000000-0000-0000-0000-000000000000",
        "blue one",
        number == 1 ? List.of("usb", "nfc") : List.of(),
        List.of(new Step(Deed.REGISTERED, NOW, act, null)));
  }

  private static SecurityKey with(
      SecurityKey key, Deed deed, String client, @Nullable Bytes proof) {
    AuditId id = new AuditId("01900000-0000-7000-8000-0000000000ff");
    Act act = new Act(person(key.tenant(), client), id, "why " + client);
    return key.with(new Step(deed, NOW.plusSeconds(1), act, proof));
  }

  private static Challenge challenge(Tenant tenant, String client, int number) {
    return new Challenge(
        tenant,
        person(tenant, client),
        Bytes.utf8("nonce " + number),
        Bytes.utf8("{\"n\":" + number + "}"),
        NOW.plus(Duration.ofMinutes(5)));
  }

  private static Person person(Tenant tenant, String client) {
    return new Person(
        new IssuerName("https://authority.example"),
        tenant,
        new ClientId(client),
        new PersonId("person-of-" + client),
        new PersonId("subject-of-" + client));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
