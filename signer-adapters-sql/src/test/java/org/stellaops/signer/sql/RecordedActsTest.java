package org.stellaops.signer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Replacement;
import org.stellaops.signer.ports.RecordedAct;
import org.stellaops.signer.ports.RecordedAct.OnKey;
import org.stellaops.signer.ports.RecordedAct.OnSeal;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.journal.Openings;

/** A process is killed after an act is durable and before its decision is. */
class RecordedActsTest {

  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Tenant ACME = new Tenant("acme");
  private static final Bytes SPKI = Bytes.utf8("a key");

  private final SqliteBench bench = new SqliteBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private AuditId opened(int number) {
    AuditId id = new AuditId("01900000-0000-7000-8000-00000000000" + number);
    bench.journal().open(Openings.of(id, ACME, null, Bytes.utf8("opened")), soon());
    return id;
  }

  private static KeyEntry entry(String name, KeyState state, long version, Bytes spki) {
    return new KeyEntry(
        ACME,
        new KeyName(name),
        "main",
        new KeyUri("main:" + name),
        spki,
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "keystore",
        false,
        state,
        null,
        NOW,
        NOW,
        null,
        null,
        List.of(),
        version);
  }

  private static KeyEvent event(String verb, KeyState to, Optional<AuditId> audit) {
    return new KeyEvent(
        NOW, verb, to, new Actor(null, new ClientId("anna"), null, null), "stolen", audit);
  }

  private void enrol(KeyEntry entry) {
    bench.store().keys().enrol(entry, event("enrol", entry.state(), Optional.empty()), soon());
  }

  private List<Unconcluded> takenOver() {
    bench.restart();
    return bench.journal().takeOver(9, soon());
  }

  @Test
  void takeOver_afterAnActOnKeys_tellsWhatWasDone() {
    KeyEntry old = entry("sbom", KeyState.ACTIVE, 1, Bytes.utf8("another"));
    KeyEntry next = entry("next", KeyState.PREPARED, 1, SPKI);
    enrol(old);
    enrol(next);
    AuditId id = opened(1);
    AuditId idle = opened(2);
    assertThat(
            bench
                .store()
                .keys()
                .change(
                    List.of(
                        new Replacement(
                            next,
                            entry("next", KeyState.ACTIVE, 2, SPKI),
                            event("activate", KeyState.ACTIVE, Optional.of(id))),
                        new Replacement(
                            old,
                            entry("sbom", KeyState.RETIRING, 2, old.spki()),
                            event("replace", KeyState.RETIRING, Optional.of(id)))),
                    soon()))
        .isTrue();

    assertThat(takenOver())
        .containsExactly(
            new Unconcluded(
                id,
                ACME,
                false,
                new RecordedAct(
                    "stolen",
                    new OnKey(
                        new KeyName("next"),
                        SPKI.sha256(),
                        "activate",
                        KeyState.ACTIVE,
                        null,
                        List.of("sbom")))),
            new Unconcluded(idle, ACME, false));
  }

  @Test
  void takeOver_afterARevocation_tellsFromWhenItCounts() {
    KeyEntry key = entry("sbom", KeyState.ACTIVE, 1, SPKI);
    enrol(key);
    AuditId id = opened(1);
    KeyEvent revoke = event("revoke", KeyState.REVOKED, Optional.of(id));
    KeyEntry revoked = entry("sbom", KeyState.REVOKED, 2, SPKI);
    bench.store().keys().change(List.of(new Replacement(key, revoked, revoke)), soon());

    RecordedAct act = takenOver().get(0).act();
    assertThat(act).isNotNull();
    assertThat(((OnKey) act.subject()).effective()).isEqualTo(NOW);
  }

  @Test
  void takeOver_afterASeal_tellsIt() {
    AuditId id = opened(1);
    Person anna = new Person(null, ACME, new ClientId("anna"), null, null);
    bench.store().seal().seal(new Act(anna, id, "a drill"), soon());

    assertThat(takenOver().get(0).act())
        .isEqualTo(new RecordedAct("a drill", new OnSeal(SealStore.Deed.SEALED)));
  }
}
