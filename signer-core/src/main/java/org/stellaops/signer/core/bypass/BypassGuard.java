package org.stellaops.signer.core.bypass;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.BypassStore;
import org.stellaops.signer.ports.BypassStore.Stored;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;

/**
 * What this node knows of open bypasses. It reads the store again and again ({@link #refresh}), and
 * judges every record anew: who can write the store, or forget what it holds, opens nothing. Before
 * one is used, the store is asked whether it was ended. Safe for concurrent use.
 */
public final class BypassGuard {

  private static final int MOST = 100;

  /** With room for clocks that differ. */
  private static final Duration LONGEST_KNOWN = BypassRecord.LONGEST.plusMinutes(5);

  /** Two persons, whatever else is configured. */
  private static final int APPROVERS = 2;

  private final @Nullable BypassStore store;
  private final SignatureReader reader;
  private final BypassRules rules;
  private final InstantSource clock;
  private volatile List<Approved> known = List.of();

  /**
   * @param reader reads what persons have signed
   */
  public BypassGuard(
      BypassStore store, SignatureReader reader, BypassRules rules, InstantSource clock) {
    this.store = store;
    this.reader = reader;
    this.rules = rules;
    this.clock = clock;
  }

  private BypassGuard() {
    this.store = null;
    this.reader = (document, keys) -> new Reading.Malformed("reader", "no reader");
    this.rules = BypassRules.NOBODY;
    this.clock = () -> Instant.EPOCH;
  }

  /** For a service that cannot be bypassed. */
  public static BypassGuard none() {
    return new BypassGuard();
  }

  /**
   * A record that enough persons have signed.
   *
   * @param by their names, in order
   */
  record Approved(BypassRecord record, List<String> by) {}

  BypassRules rules() {
    return rules;
  }

  /** Reads what two approvers have signed; empty for anything else. */
  Optional<Approved> approved(Bytes document) {
    List<PinnedKey> keys = List.copyOf(rules.approvers().values());
    return reader.read(document, keys) instanceof Reading.Read read
            && read.format() == Format.DSSE_ENVELOPE
            && read.payloadType().equals(DocumentTypes.IN_TOTO)
        ? BypassRecord.read(read.payload()).flatMap(record -> signed(record, read))
        : Optional.empty();
  }

  private Optional<Approved> signed(BypassRecord record, Reading.Read read) {
    TreeSet<String> names = new TreeSet<>();
    read.signatures().forEach(found -> found.by().ifPresent(by -> names.addAll(names(by))));
    return names.size() < APPROVERS
        ? Optional.empty()
        : Optional.of(new Approved(record, List.copyOf(names)));
  }

  private List<String> names(SignerIdentity signer) {
    return signer instanceof KeyIdentity(PinnedKey key)
        ? rules.approvers().entrySet().stream()
            .filter(each -> each.getValue().equals(key))
            .map(Map.Entry::getKey)
            .toList()
        : List.of();
  }

  /** Whether it is for this service, for no longer than is allowed, and holds now. */
  boolean holds(BypassRecord record) {
    return record.service().equals(rules.service())
        && record.time().compareTo(rules.longest()) <= 0
        && record.holds(clock.instant());
  }

  /**
   * Asks the store.
   *
   * @throws DependencyUnavailable it does not say; what was known before stays
   */
  public void refresh(Deadline deadline) {
    if (store == null || rules.approvers().isEmpty()) {
      return;
    }
    List<Approved> open = new ArrayList<>();
    for (Stored stored : store.latest(MOST, deadline)) {
      // One that was opened longer ago than any may hold is not verified each second for ever.
      boolean old = stored.opened().at().plus(LONGEST_KNOWN).isBefore(clock.instant());
      if (stored.ended().isEmpty() && !old) {
        approved(stored.record()).filter(each -> holds(each.record())).ifPresent(open::add);
      }
    }
    known = List.copyOf(open);
  }

  /**
   * The bypass by which {@code tenant} may sign now.
   *
   * @throws DependencyUnavailable the store does not say whether it was ended
   */
  public Optional<BypassRecord> open(Tenant tenant, Deadline deadline) {
    BypassStore asked = store;
    if (asked == null) {
      return Optional.empty();
    }
    return known.stream()
        .map(Approved::record)
        .filter(record -> record.tenant().equals(tenant) && holds(record))
        .filter(record -> asked.isOpen(record.id(), deadline))
        .findFirst();
  }

  /** What holds now as far as this node knows, in words: for readiness and logs. */
  public List<String> inWords() {
    return known.stream()
        .filter(each -> holds(each.record()))
        .map(each ->
            each.record().tenant()
                + " signs without a Proof of Entitlement until "
                + each.record().notAfter()
                + ", by "
                + String.join(" and ", each.by())
                + ": "
                + each.record().reason())
        .toList();
  }

  boolean take(Digest id, Bytes document, Act act, Deadline deadline) {
    boolean taken = store().open(id, document, act, deadline);
    refreshIfPossible(deadline);
    return taken;
  }

  boolean end(Digest id, Act act, Deadline deadline) {
    boolean ended = store().end(id, act, deadline);
    refreshIfPossible(deadline);
    return ended;
  }

  /** What was done is done; the next refresh is a second away. */
  private void refreshIfPossible(Deadline deadline) {
    try {
      refresh(deadline);
    } catch (DependencyUnavailable storeFails) {
      known = List.of();
    }
  }

  List<Stored> all(Deadline deadline) {
    return store().latest(MOST, deadline);
  }

  boolean isPossible() {
    return store != null && !rules.approvers().isEmpty();
  }

  private BypassStore store() {
    if (store == null) {
      throw new IllegalStateException("this service has no bypass");
    }
    return store;
  }

  Instant now() {
    return clock.instant();
  }
}
