package org.stellaops.signer.testkit.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.Content;
import org.stellaops.signer.ports.KeyCatalog.Enrolment;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.testkit.journal.Together;

/** What every {@link KeyCatalog} must do. A subclass supplies the bench. */
public abstract class KeyCatalogContract {

  private static final int AT_ONCE = 8;
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant BETA = new Tenant("beta");
  private static final KeyName SBOM = new KeyName("sbom");
  private static final Actor ANNA =
      new Actor(
          new IssuerName("https://authority.example"),
          new ClientId("anna"),
          null,
          new PersonId("a-1"));

  private static final Actor BERTA =
      new Actor(
          new IssuerName("https://authority.example"),
          new ClientId("berta"),
          new PersonId("u-17"),
          null);

  protected abstract KeyCatalogBench bench();

  @Test
  public void enrol_newKey_standsAsItIs_withItsEvent() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry fresh = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      assertThat(bench.catalog().enrol(fresh, event("enrol"), soon())).isEqualTo(fresh);
      assertThat(bench.catalog().entries(soon())).containsExactly(fresh);
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon())).containsExactly(event("enrol"));
    }
  }

  @Test
  public void enrol_knownName_changesNothing() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry first = entry(ACME, "sbom", KeyState.REVOKED, 7);
      bench.catalog().enrol(first, event("revoke"), soon());
      KeyEntry again = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      assertThat(bench.catalog().enrol(again, event("x"), soon())).isEqualTo(first);
      assertThat(bench.catalog().entries(soon())).containsExactly(first);
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon())).hasSize(1);
    }
  }

  @Test
  public void enrol_sameNameOfAnotherTenant_isAnotherKey() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry ours = entry(ACME, "sbom", KeyState.ACTIVE, 5);
      KeyEntry theirs = entry(BETA, "sbom", KeyState.ACTIVE, 1);
      bench.catalog().enrol(ours, event("enrol"), soon());
      bench.catalog().enrol(theirs, event("enrol"), soon());
      assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(ours, theirs);
      KeyEntry revoked = entry(BETA, "sbom", KeyState.REVOKED, 2);
      assertThat(change(bench, new Replacement(theirs, revoked, event("revoke")))).isTrue();
      assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(ours, revoked);
    }
  }

  /** A life does not begin anew by another name, nor at another tenant. */
  @Test
  public void enrol_knownKey_underAnotherName_standsUnderTheFirst() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry first = entry(ACME, "sbom", KeyState.REVOKED, 7, "one key");
      bench.catalog().enrol(first, event("revoke"), soon());
      for (Tenant tenant : List.of(ACME, BETA)) {
        KeyEntry again = entry(tenant, "again", KeyState.ACTIVE, 1, "one key");
        assertThat(bench.catalog().enrol(again, event("enrol"), soon())).isEqualTo(first);
        assertThat(bench.catalog().entries(soon())).containsExactly(first);
        assertThat(bench.catalog().events(tenant, again.name(), 10, soon())).isEmpty();
      }
    }
  }

  /** A configuration is taken as a whole, and what is refused leaves nothing. */
  @Test
  public void enrol_several_oneInConflict_addsNone() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry one = entry(ACME, "one", KeyState.ACTIVE, 1);
      KeyEntry two = entry(ACME, "two", KeyState.ACTIVE, 1);
      assertThat(enrol(bench, one, two)).containsExactly(one, two);
      KeyEntry revoked = entry(ACME, "one", KeyState.REVOKED, 2);
      assertThat(change(bench, new Replacement(one, revoked, event("revoke")))).isTrue();
      KeyEntry three = entry(ACME, "three", KeyState.ACTIVE, 1);
      KeyEntry four = entry(ACME, "four", KeyState.ACTIVE, 1);
      for (KeyEntry wrong :
          List.of(
              entry(ACME, "two", KeyState.ACTIVE, 1, "another key"),
              entry(BETA, "again", KeyState.ACTIVE, 1, "key acme/two"))) {
        assertThat(enrol(bench, three, wrong, four).get(1)).isEqualTo(two);
        assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(revoked, two);
        assertThat(bench.catalog().events(ACME, three.name(), 10, soon())).isEmpty();
      }
      assertThat(enrol(bench, one, three, two)).containsExactly(revoked, three, two);
      assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(revoked, two, three);
    }
  }

  /** What was revoked must not be taken for a key that nobody knows. */
  @Test
  public void read_entryIsNotWhatItsEventsSay_tenantIsInDoubt() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry one = entry(ACME, "one", KeyState.ACTIVE, 1);
      KeyEntry two = entry(ACME, "two", KeyState.REVOKED, 1);
      KeyEntry theirs = entry(BETA, "sbom", KeyState.ACTIVE, 1);
      bench.catalog().enrol(one, event("enrol"), soon());
      bench.catalog().enrol(two, event("revoke"), soon());
      bench.catalog().enrol(theirs, event("enrol"), soon());
      assertThat(bench.catalog().read(soon()).inDoubt()).isEmpty();
      KeyEntry still = entry(ACME, "one", KeyState.ACTIVE, 2);
      assertThat(change(bench, new Replacement(one, still, event("suspend")))).isTrue();
      Content content = bench.catalog().read(soon());
      assertThat(content.inDoubt()).containsExactly(ACME);
      assertThat(content.entries()).containsExactly(theirs);
    }
  }

  /** Several nodes of one service start at one time. */
  @Test
  public void enrol_manyAtOnce_oneStands_forAll() {
    try (KeyCatalogBench bench = bench()) {
      List<KeyEntry> answers =
          Together.forEach(
              IntStream.range(0, AT_ONCE).boxed().toList(),
              node ->
                  bench
                      .catalog()
                      .enrol(
                          entry(ACME, "sbom", KeyState.ACTIVE, 1, "key of node " + node),
                          event("enrol"),
                          soon()));
      assertThat(bench.catalog().entries(soon())).hasSize(1);
      assertThat(answers).containsOnly(bench.catalog().entries(soon()).get(0));
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon())).hasSize(1);
    }
  }

  @Test
  public void change_presentVersion_replaces_andKeepsEveryMember() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry before = full(KeyState.ACTIVE, null, null, null, List.of(), 1);
      bench.catalog().enrol(before, event("enrol"), soon());
      KeyEntry after = full();
      KeyEvent changed =
          new KeyEvent(
              NOW.plusMillis(7),
              "suspend",
              KeyState.SUSPENDED,
              Actor.configuration(),
              "a drill",
              Optional.of(new AuditId("01900000-0000-7000-8000-000000000007")),
              Optional.of(NOW.minusSeconds(8)));
      assertThat(change(bench, new Replacement(before, after, changed))).isTrue();
      assertThat(bench.catalog().entries(soon())).containsExactly(after);
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon())).contains(changed);
    }
  }

  @Test
  public void change_several_replacesAll() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry one = entry(ACME, "one", KeyState.PREPARED, 1);
      KeyEntry two = entry(ACME, "two", KeyState.ACTIVE, 3);
      bench.catalog().enrol(one, event("prepare"), soon());
      bench.catalog().enrol(two, event("enrol"), soon());
      KeyEntry active = entry(ACME, "one", KeyState.ACTIVE, 2);
      KeyEntry retiring = entry(ACME, "two", KeyState.RETIRING, 4);
      assertThat(
              change(
                  bench,
                  new Replacement(one, active, event("activate")),
                  new Replacement(two, retiring, event("replace"))))
          .isTrue();
      assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(active, retiring);
      assertThat(bench.catalog().events(ACME, two.name(), 10, soon())).contains(event("replace"));
    }
  }

  @Test
  public void change_oneOfSeveralIsOutdated_replacesNone() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry one = entry(ACME, "one", KeyState.ACTIVE, 1);
      KeyEntry two = entry(ACME, "two", KeyState.ACTIVE, 3);
      bench.catalog().enrol(one, event("enrol"), soon());
      bench.catalog().enrol(two, event("enrol"), soon());
      KeyEntry outdated = entry(ACME, "two", KeyState.ACTIVE, 2);
      boolean changed =
          change(
              bench,
              new Replacement(one, entry(ACME, "one", KeyState.RETIRED, 2), event("retire")),
              new Replacement(outdated, entry(ACME, "two", KeyState.RETIRED, 3), event("retire")));
      assertThat(changed).isFalse();
      assertThat(bench.catalog().entries(soon())).containsExactlyInAnyOrder(one, two);
      assertThat(bench.catalog().events(ACME, one.name(), 10, soon()))
          .doesNotContain(event("retire"));
    }
  }

  /** Two persons change one key at one time: what the other read is not what stands any more. */
  @Test
  public void change_manyAtOnce_oneWins() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry before = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      bench.catalog().enrol(before, event("enrol"), soon());
      List<Boolean> won =
          Together.forEach(
              IntStream.range(0, AT_ONCE).boxed().toList(),
              person -> {
                KeyEntry after =
                    entry(ACME, "sbom", KeyState.RETIRED, 2, "key after person " + person);
                return change(bench, new Replacement(before, after, event("retire")));
              });
      assertThat(won).filteredOn(each -> each).hasSize(1);
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon())).hasSize(2);
    }
  }

  @Test
  public void change_unknownKey_isFalse() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry never = entry(ACME, "never", KeyState.ACTIVE, 1);
      assertThat(change(bench, new Replacement(never, never, event("x")))).isFalse();
      assertThat(bench.catalog().entries(soon())).isEmpty();
    }
  }

  @Test
  public void anyStep_isSeenByAnotherNode() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry before = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      KeyEntry after = entry(ACME, "sbom", KeyState.REVOKED, 2);
      bench.catalog().enrol(before, event("enrol"), soon());
      KeyCatalog another = bench.another();
      assertThat(another.entries(soon())).containsExactly(before);
      assertThat(change(bench, new Replacement(before, after, event("revoke")))).isTrue();
      assertThat(another.entries(soon())).containsExactly(after);
      assertThat(bench.another().events(ACME, SBOM, 10, soon())).contains(event("revoke"));
    }
  }

  @Test
  public void events_areOfTheKeyAlone_newestFirst_atMostSoMany() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry ours = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      bench.catalog().enrol(ours, event("enrol"), soon());
      bench.catalog().enrol(entry(ACME, "vex", KeyState.ACTIVE, 1), event("vex"), soon());
      bench.catalog().enrol(entry(BETA, "sbom", KeyState.ACTIVE, 1), event("theirs"), soon());
      KeyEntry suspended = entry(ACME, "sbom", KeyState.SUSPENDED, 2);
      change(bench, new Replacement(ours, suspended, event("suspend")));
      change(
          bench,
          new Replacement(suspended, entry(ACME, "sbom", KeyState.ACTIVE, 3), event("resume")));
      assertThat(bench.catalog().events(ACME, SBOM, 10, soon()))
          .extracting(KeyEvent::verb)
          .containsExactly("resume", "suspend", "enrol");
      assertThat(bench.catalog().events(ACME, SBOM, 2, soon()))
          .extracting(KeyEvent::verb)
          .containsExactly("resume", "suspend");
    }
  }

  /** Whoever may propose could hide else what was done to a key. */
  @Test
  public void changes_areNotPushedOutByWhatOnlyWaits() {
    try (KeyCatalogBench bench = bench()) {
      KeyEntry before = entry(ACME, "sbom", KeyState.ACTIVE, 1);
      bench.catalog().enrol(before, event("enrol"), soon());
      for (int i = 2; i < 6; i++) {
        KeyEntry waiting = entry(ACME, "sbom", KeyState.ACTIVE, i);
        assertThat(change(bench, new Replacement(before, waiting, event("propose-retire"))))
            .isTrue();
        before = waiting;
      }
      KeyEntry suspended = entry(ACME, "sbom", KeyState.SUSPENDED, 6);
      assertThat(change(bench, new Replacement(before, suspended, event("suspend")))).isTrue();
      assertThat(bench.catalog().changes(ACME, SBOM, 3, soon()))
          .extracting(KeyEvent::verb)
          .containsExactly("suspend", "enrol");
      assertThat(bench.catalog().changes(ACME, SBOM, 1, soon())).containsExactly(event("suspend"));
    }
  }

  private static List<KeyEntry> enrol(KeyCatalogBench bench, KeyEntry... fresh) {
    return bench
        .catalog()
        .enrol(
            Arrays.stream(fresh).map(each -> new Enrolment(each, event("enrol"))).toList(), soon());
  }

  private static boolean change(KeyCatalogBench bench, Replacement... replacements) {
    return bench.catalog().change(List.of(replacements), soon());
  }

  private static KeyEntry entry(Tenant tenant, String name, KeyState state, long version) {
    return entry(tenant, name, state, version, "key " + tenant + "/" + name);
  }

  private static KeyEntry entry(
      Tenant tenant, String name, KeyState state, long version, String spki) {
    return new KeyEntry(
        tenant,
        new KeyName(name),
        "main",
        new KeyUri("keystore:" + name),
        Bytes.utf8(spki),
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "keystore",
        false,
        state,
        state == KeyState.SUSPENDED ? KeyState.ACTIVE : null,
        NOW,
        NOW,
        state == KeyState.RETIRED || state == KeyState.REVOKED ? NOW : null,
        state == KeyState.REVOKED ? NOW.minusSeconds(5) : null,
        List.of(),
        version);
  }

  /** Every member is there, and no two of one kind are alike. */
  private static KeyEntry full() {
    return full(
        KeyState.SUSPENDED,
        KeyState.RETIRING,
        NOW.plusSeconds(3),
        NOW.plusSeconds(4),
        List.of(
            new Proposal("revoke", NOW.plusSeconds(5), ANNA, NOW.plusSeconds(6), "stolen"),
            new Proposal("retire", null, BERTA, NOW.plusSeconds(7), "rotated")),
        2);
  }

  /** A key whose every member is another than that of most. */
  private static KeyEntry full(
      KeyState state,
      @Nullable KeyState resumed,
      @Nullable Instant ended,
      @Nullable Instant revoked,
      List<Proposal> proposals,
      long version) {
    return new KeyEntry(
        ACME,
        SBOM,
        "hsm",
        new KeyUri("pkcs11:object=sbom"),
        Bytes.utf8("another key"),
        SignatureAlgorithm.RSA_PSS_SHA256,
        "token",
        true,
        state,
        resumed,
        NOW.plusSeconds(1),
        NOW.plusSeconds(2),
        ended,
        revoked,
        proposals,
        version);
  }

  private static KeyEvent event(String verb) {
    KeyState to =
        switch (verb) {
          case "prepare" -> KeyState.PREPARED;
          case "revoke" -> KeyState.REVOKED;
          case "retire" -> KeyState.RETIRED;
          case "suspend" -> KeyState.SUSPENDED;
          case "replace" -> KeyState.RETIRING;
          default -> KeyState.ACTIVE;
        };
    return new KeyEvent(NOW, verb, to, ANNA, "why", Optional.empty());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
