package org.stellaops.signer.core.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.KeyCatalog.Proposal;

/**
 * What may follow what in the life of a key: prepared → active → retiring → retired; suspended from
 * active or retiring and back; prepared again from retired where it was never active; revoked from
 * anywhere, for good. A revocation may be repeated to let it count from an earlier moment, never
 * from a later one.
 */
final class KeyLife {

  private KeyLife() {}

  /**
   * The entry after {@code verb}. What waits for a second person goes on waiting, unless its time
   * is over or it does not fit the new state.
   *
   * @param effective from when a revocation counts; null for {@code now}
   * @return empty where the verb does not fit the state
   */
  static Optional<KeyEntry> after(
      KeyEntry entry, KeyVerb verb, @Nullable Instant effective, Instant now) {
    return next(entry, verb, effective, now).map(after -> settled(after, now));
  }

  private static KeyEntry settled(KeyEntry after, Instant now) {
    return after.waitingFor(
        after.proposals().stream().filter(each -> fits(each, after, now)).toList());
  }

  private static boolean fits(Proposal proposal, KeyEntry entry, Instant now) {
    return now.isBefore(proposal.until())
        && KeyVerb.ofLabel(proposal.verb())
            .flatMap(verb -> next(entry, verb, proposal.effective(), now))
            .isPresent();
  }

  /** What may be done to it now. */
  static List<KeyVerb> verbs(KeyEntry entry, Instant now) {
    return Arrays.stream(KeyVerb.values())
        .filter(verb -> next(entry, verb, null, now).isPresent())
        .toList();
  }

  private static Optional<KeyEntry> next(
      KeyEntry entry, KeyVerb verb, @Nullable Instant effective, Instant now) {
    return switch (verb) {
      case PREPARE ->
          entry.state() == KeyState.RETIRED && entry.activated() == null
              ? Optional.of(with(entry, KeyState.PREPARED, null, null, null, null))
              : Optional.empty();
      case ACTIVATE ->
          entry.state() == KeyState.PREPARED || entry.state() == KeyState.RETIRING
              ? Optional.of(
                  with(entry, KeyState.ACTIVE, null, first(entry.activated(), now), null, null))
              : Optional.empty();
      case RETIRE ->
          switch (entry.state()) {
            case PREPARED, ACTIVE, RETIRING, SUSPENDED ->
                Optional.of(
                    with(
                        entry,
                        KeyState.RETIRED,
                        entry.resumed(),
                        entry.activated(),
                        now,
                        entry.revoked()));
            case RETIRED, REVOKED -> Optional.empty();
          };
      case SUSPEND ->
          entry.state() == KeyState.ACTIVE || entry.state() == KeyState.RETIRING
              ? Optional.of(
                  with(entry, KeyState.SUSPENDED, entry.state(), entry.activated(), null, null))
              : Optional.empty();
      case RESUME ->
          entry.state() == KeyState.SUSPENDED && entry.resumed() != null
              ? Optional.of(with(entry, entry.resumed(), null, entry.activated(), null, null))
              : Optional.empty();
      case REVOKE -> revoked(entry, effective == null ? now : effective, now);
    };
  }

  /** The entry that is to become active, where another has taken its place meanwhile. */
  static KeyEntry behind(KeyEntry next, Instant now) {
    KeyEntry retiring =
        new KeyEntry(
            next.tenant(),
            next.name(),
            next.backend(),
            next.uri(),
            next.spki(),
            next.algorithm(),
            next.keyClass(),
            next.hardware(),
            KeyState.RETIRING,
            null,
            next.enrolled(),
            next.activated(),
            null,
            null,
            next.proposals(),
            next.version());
    return settled(retiring, now);
  }

  /** An active key whose place another takes. */
  static KeyEntry retiring(KeyEntry entry, Instant now) {
    return settled(with(entry, KeyState.RETIRING, null, entry.activated(), null, null), now);
  }

  /**
   * The entry with one more change that waits for its second person. What others asked for goes on
   * waiting beside it: nobody can take back what another has proposed, or keep others from
   * proposing.
   */
  static KeyEntry proposed(KeyEntry entry, Proposal proposal, Instant now) {
    List<Proposal> waiting = new ArrayList<>();
    for (Proposal each : entry.proposals()) {
      if (now.isBefore(each.until()) && !each.actor().isSame(proposal.actor())) {
        waiting.add(each);
      }
    }
    waiting.add(proposal);
    return with(
            entry,
            entry.state(),
            entry.resumed(),
            entry.activated(),
            entry.ended(),
            entry.revoked())
        .waitingFor(waiting);
  }

  private static Optional<KeyEntry> revoked(KeyEntry entry, Instant from, Instant now) {
    Instant before = entry.revoked();
    boolean later = before != null && !from.isBefore(before);
    if (later || from.isAfter(now)) {
      return Optional.empty();
    }
    Instant ended = entry.ended() == null ? now : entry.ended();
    return Optional.of(
        with(entry, KeyState.REVOKED, entry.resumed(), entry.activated(), ended, from));
  }

  private static Instant first(@Nullable Instant known, Instant now) {
    return known == null ? now : known;
  }

  private static KeyEntry with(
      KeyEntry entry,
      KeyState state,
      @Nullable KeyState resumed,
      @Nullable Instant activated,
      @Nullable Instant ended,
      @Nullable Instant revoked) {
    return new KeyEntry(
        entry.tenant(),
        entry.name(),
        entry.backend(),
        entry.uri(),
        entry.spki(),
        entry.algorithm(),
        entry.keyClass(),
        entry.hardware(),
        state,
        resumed,
        entry.enrolled(),
        activated,
        ended,
        revoked,
        entry.proposals(),
        entry.version() + 1);
  }
}
