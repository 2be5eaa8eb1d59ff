package org.stellaops.signer.testkit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Deed;
import org.stellaops.signer.ports.SealStore.Event;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SealStore.SealState;
import org.stellaops.signer.ports.SealStore.Waiting;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.journal.Together;

/** What every {@link SealStore} must do. A subclass supplies the bench. */
public abstract class SealStoreContract {

  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final Act ANNA = act("https://authority.example", "ops", "anna");
  private static final Act BERTA = act("https://authority.example", "ops", "berta");

  protected abstract StoreBench<SealStore> bench();

  @Test
  public void state_nothingEverDone_isUnsealed() {
    try (StoreBench<SealStore> bench = bench()) {
      assertThat(bench.store().state(soon())).isEqualTo(SealState.never());
      assertThat(bench.store().history(10, soon())).isEmpty();
    }
  }

  @Test
  public void seal_byOne_holdsForEveryNode_andIsOnRecord() {
    try (StoreBench<SealStore> bench = bench()) {
      assertThat(bench.store().seal(ANNA, soon()).sealed()).isTrue();
      SealState seen = bench.another().state(soon());
      assertThat(seen.sealed()).isTrue();
      assertThat(seen.last().orElseThrow().act()).isEqualTo(ANNA);
      assertThat(deeds(bench.another())).containsExactly(Deed.SEALED);
    }
  }

  @Test
  public void seal_again_changesNothing() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      SealState again = bench.store().seal(BERTA, soon());
      assertThat(again.last().orElseThrow().act()).isEqualTo(ANNA);
      assertThat(deeds(bench.store())).containsExactly(Deed.SEALED);
    }
  }

  @Test
  public void unseal_byOne_waitsForASecond() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      SealState asked = bench.store().unseal(ANNA, WITHIN, soon());
      assertThat(asked.sealed()).isTrue();
      Waiting waiting = asked.waiting().orElseThrow();
      assertThat(waiting.event().act()).isEqualTo(ANNA);
      assertThat(waiting.until()).isEqualTo(waiting.event().at().plus(WITHIN));
      assertThat(bench.another().state(soon()).sealed()).isTrue();
    }
  }

  @Test
  public void unseal_secondJustInTime_unseals() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      bench.pass(WITHIN.minusMillis(1));
      assertThat(bench.store().unseal(BERTA, Duration.ofSeconds(1), soon()).sealed()).isFalse();
    }
  }

  @Test
  public void unseal_bySameNameOfAnotherIssuer_mayBeTheSamePerson() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      Act other = act("https://another.example", "ops", "anna");
      assertThat(bench.store().unseal(other, WITHIN, soon()).sealed()).isTrue();
    }
  }

  /** One person with two fingers is one person. */
  @Test
  public void unseal_byOneManyTimesAtOnce_isOneRequest() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      Together.forEach(
          Collections.nCopies(8, BERTA), act -> bench.store().unseal(act, WITHIN, soon()));
      assertThat(bench.store().state(soon()).sealed()).isTrue();
      assertThat(deeds(bench.store())).containsExactly(Deed.UNSEALING, Deed.SEALED);
    }
  }

  @Test
  public void history_newestFirst_atMostSoMany_withWhoAndWhy() {
    try (StoreBench<SealStore> bench = bench()) {
      Act asked =
          new Act(
              through("page", "u-1").person(),
              new AuditId("01900000-0000-7000-8000-000000000007"),
              "a drill");
      bench.store().seal(asked, soon());
      bench.pass(Duration.ofSeconds(1));
      bench.store().unseal(ANNA, WITHIN, soon());
      assertThat(bench.store().history(2, soon())).extracting(Event::act).contains(asked);
      assertThat(bench.store().history(1, soon()))
          .extracting(Event::deed)
          .containsExactly(Deed.UNSEALING);
      List<Event> all = bench.store().history(2, soon());
      assertThat(all.get(1).at().plusSeconds(1)).isEqualTo(all.get(0).at());
    }
  }

  @Test
  public void unseal_bySameOneTwice_staysSealed_andIsOneRequest() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      Act elsewhere = act("https://authority.example", "other-tenant", "anna");
      assertThat(bench.store().unseal(ANNA, WITHIN, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(elsewhere, WITHIN, soon()).sealed()).isTrue();
      assertThat(deeds(bench.store())).containsExactly(Deed.UNSEALING, Deed.SEALED);
    }
  }

  @Test
  public void unseal_byTwo_unseals_onEveryNode() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      SealState done = bench.another().unseal(BERTA, WITHIN, soon());
      assertThat(done.sealed()).isFalse();
      assertThat(done.waiting()).isEmpty();
      assertThat(bench.store().state(soon()).sealed()).isFalse();
      assertThat(deeds(bench.store())).containsExactly(Deed.UNSEALED, Deed.UNSEALING, Deed.SEALED);
    }
  }

  @Test
  public void unseal_secondTooLate_isAFirstAgain() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      bench.pass(WITHIN);
      assertThat(bench.store().state(soon()).waiting()).isEmpty();
      SealState late = bench.store().unseal(BERTA, WITHIN, soon());
      assertThat(late.sealed()).isTrue();
      assertThat(late.waiting().orElseThrow().event().act()).isEqualTo(BERTA);
    }
  }

  @Test
  public void seal_whileUnsealingWaits_endsTheRequest() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      bench.store().seal(BERTA, soon());
      SealState asked = bench.store().unseal(BERTA, WITHIN, soon());
      assertThat(asked.sealed()).isTrue();
      assertThat(asked.waiting().orElseThrow().event().act()).isEqualTo(BERTA);
    }
  }

  @Test
  public void unseal_whatIsNotSealed_changesNothing() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().unseal(ANNA, WITHIN, soon());
      bench.store().seal(ANNA, soon());
      assertThat(bench.store().unseal(BERTA, WITHIN, soon()).sealed()).isTrue();
      assertThat(deeds(bench.store())).containsExactly(Deed.UNSEALING, Deed.SEALED);
    }
  }

  @Test
  public void seal_afterUnsealing_sealsAgain() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(ANNA, WITHIN, soon());
      bench.store().unseal(BERTA, WITHIN, soon());
      assertThat(bench.store().seal(BERTA, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(BERTA, WITHIN, soon()).sealed()).isTrue();
    }
  }

  @Test
  public void seal_bySignal_hasNoTenant() {
    try (StoreBench<SealStore> bench = bench()) {
      Act signal = new Act(Person.signal("SIGUSR1"), null, "a signal to the process");
      bench.store().seal(signal, soon());
      assertThat(bench.another().state(soon()).last().orElseThrow().act()).isEqualTo(signal);
    }
  }

  private static List<Deed> deeds(SealStore store) {
    return store.history(10, soon()).stream().map(Event::deed).toList();
  }

  @Test
  public void unseal_byTwoPersonsOfOneClient_isByTwo() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(through("page", "u-1"), WITHIN, soon());
      assertThat(bench.store().unseal(through("page", "u-1"), WITHIN, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(through("other", "u-1"), WITHIN, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(through("page", "u-2"), WITHIN, soon()).sealed()).isFalse();
    }
  }

  @Test
  public void unseal_byAPersonAndTheirClientItself_mayBeOne() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      bench.store().unseal(through("page", "u-1"), WITHIN, soon());
      Act client = act("https://authority.example", "ops", "page");
      assertThat(bench.store().unseal(client, WITHIN, soon()).sealed()).isTrue();
    }
  }

  /**
   * Whoever signs in at a page, and has a client of their own beside it, has one subject at both.
   */
  @Test
  public void unseal_byAPersonAndAClientOfTheirOwn_staysSealed() {
    try (StoreBench<SealStore> bench = bench()) {
      bench.store().seal(ANNA, soon());
      Act own = of("berta-cli", "u-1");
      bench.store().unseal(own, WITHIN, soon());
      assertThat(bench.store().state(soon()).waiting().orElseThrow().event().act()).isEqualTo(own);
      assertThat(bench.another().unseal(through("page", "u-1"), WITHIN, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(of("berta-desk", "u-1"), WITHIN, soon()).sealed()).isTrue();
      assertThat(bench.store().unseal(of("carl-cli", "u-2"), WITHIN, soon()).sealed()).isFalse();
    }
  }

  private static Act of(String client, String subject) {
    Person person = act("https://authority.example", "ops", client).person();
    return new Act(
        new Person(person.issuer(), person.tenant(), person.client(), null, new PersonId(subject)),
        null,
        "why " + client);
  }

  private static Act through(String client, String person) {
    return new Act(
        new Person(
            new IssuerName("https://authority.example"),
            new Tenant("ops"),
            new ClientId(client),
            new PersonId(person),
            null),
        null,
        "why " + person);
  }

  private static Act act(String issuer, String tenant, String client) {
    return new Act(
        new Person(new IssuerName(issuer), new Tenant(tenant), new ClientId(client), null, null),
        null,
        "why " + client);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
