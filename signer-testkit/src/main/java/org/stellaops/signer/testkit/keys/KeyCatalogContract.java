package org.stellaops.signer.testkit.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;
import org.stellaops.signer.ports.KeyCatalog.Replacement;

/** What every {@link KeyCatalog} must do. A subclass supplies an empty one. */
public abstract class KeyCatalogContract {

  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final Tenant ACME = new Tenant("acme");
  private static final Actor ANNA =
      new Actor(new IssuerName("https://authority.example"), new ClientId("anna"));

  /** An empty catalog; the subclass ends it. */
  protected abstract KeyCatalog catalog();

  @Test
  public void enrol_newKey_standsAsItIs_withItsEvent() {
    KeyCatalog catalog = catalog();
    KeyEntry fresh = entry("sbom", KeyState.ACTIVE, 1, null);
    assertThat(catalog.enrol(fresh, event("enrol"), soon())).isEqualTo(fresh);
    assertThat(catalog.entries(soon())).containsExactly(fresh);
    assertThat(catalog.events(ACME, fresh.name(), 10, soon())).containsExactly(event("enrol"));
  }

  @Test
  public void enrol_knownName_changesNothing() {
    KeyCatalog catalog = catalog();
    KeyEntry first = entry("sbom", KeyState.REVOKED, 7, null);
    catalog.enrol(first, event("enrol"), soon());
    KeyEntry again = catalog.enrol(entry("sbom", KeyState.ACTIVE, 1, null), event("x"), soon());
    assertThat(again).isEqualTo(first);
    assertThat(catalog.events(ACME, first.name(), 10, soon())).hasSize(1);
  }

  @Test
  public void change_presentVersion_replaces_andKeepsEveryMember() {
    KeyCatalog catalog = catalog();
    KeyEntry before = entry("sbom", KeyState.ACTIVE, 1, null);
    catalog.enrol(before, event("enrol"), soon());
    Proposal proposal = new Proposal("revoke", NOW, ANNA, NOW.plusSeconds(60));
    KeyEntry after = entry("sbom", KeyState.SUSPENDED, 2, proposal);
    assertThat(catalog.change(List.of(new Replacement(before, after, event("suspend"))), soon()))
        .isTrue();
    assertThat(catalog.entries(soon())).containsExactly(after);
    assertThat(catalog.events(ACME, before.name(), 10, soon()))
        .containsExactly(event("suspend"), event("enrol"));
    assertThat(catalog.events(ACME, before.name(), 1, soon())).containsExactly(event("suspend"));
  }

  @Test
  public void change_oneOfSeveralIsOutdated_replacesNone() {
    KeyCatalog catalog = catalog();
    KeyEntry one = entry("one", KeyState.ACTIVE, 1, null);
    KeyEntry two = entry("two", KeyState.ACTIVE, 3, null);
    catalog.enrol(one, event("enrol"), soon());
    catalog.enrol(two, event("enrol"), soon());
    KeyEntry outdated = entry("two", KeyState.ACTIVE, 2, null);
    boolean changed =
        catalog.change(
            List.of(
                new Replacement(one, entry("one", KeyState.RETIRED, 2, null), event("retire")),
                new Replacement(
                    outdated, entry("two", KeyState.RETIRED, 3, null), event("retire"))),
            soon());
    assertThat(changed).isFalse();
    assertThat(catalog.entries(soon())).containsExactlyInAnyOrder(one, two);
    assertThat(catalog.events(ACME, one.name(), 10, soon())).hasSize(1);
  }

  @Test
  public void change_unknownKey_isFalse() {
    KeyEntry never = entry("never", KeyState.ACTIVE, 1, null);
    assertThat(catalog().change(List.of(new Replacement(never, never, event("x"))), soon()))
        .isFalse();
  }

  private static KeyEntry entry(
      String name, KeyState state, long version, @Nullable Proposal proposal) {
    return new KeyEntry(
        ACME,
        new KeyName(name),
        "main",
        new KeyUri("keystore:" + name),
        Bytes.utf8("key " + name),
        SignatureAlgorithm.ECDSA_P256_SHA256,
        "keystore",
        false,
        state,
        state == KeyState.SUSPENDED ? KeyState.ACTIVE : null,
        NOW,
        NOW,
        null,
        state == KeyState.REVOKED ? NOW.minusSeconds(5) : null,
        proposal,
        version);
  }

  private static KeyEvent event(String verb) {
    return new KeyEvent(NOW, verb, KeyState.ACTIVE, ANNA, "why", Optional.empty());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
