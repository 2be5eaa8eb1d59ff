package org.stellaops.signer.core.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyState;

/** A key and those that replace it, one after the other, oldest first. */
final class KeyLine {

  private final KeyRegister register;
  private final TenantPolicy policy;
  private final List<KeyRule> line = new ArrayList<>();

  KeyLine(KeyRegister register, TenantPolicy policy, KeyRule first) {
    this.register = register;
    this.policy = policy;
    for (KeyRule next = first;
        next != null && line.size() <= policy.keys().size();
        next = successor(next)) {
      line.add(next);
    }
  }

  private @Nullable KeyRule successor(KeyRule rule) {
    return policy.keys().values().stream()
        .filter(each -> rule.name().equals(each.life().replaces()))
        .findFirst()
        .orElse(null);
  }

  /** Which of them signs, as {@link KeyRegister#signer} says. */
  KeyRule signer(Predicate<KeyRule> mayStandIn) {
    int chosen = newest();
    for (int i = chosen; i >= 0 && isFailing(line.get(chosen)); i--) {
      KeyRule rule = line.get(i);
      if (mayStandIn.test(rule) && register.obstacle(policy.tenant(), rule.name()).isEmpty()) {
        return rule;
      }
    }
    return line.get(chosen);
  }

  /**
   * The newest active one. Where none is, and the first has ended, one that does not sign now and
   * may yet: its state is the answer then, for to wait helps where to name another does not.
   */
  private int newest() {
    int active = newest(state -> state.equals(Optional.of(KeyState.ACTIVE)), 0);
    if (active > 0 || !hasEnded(state(line.get(0).name()))) {
      return active;
    }
    int prepared = newest(state -> state.equals(Optional.of(KeyState.PREPARED)), 0);
    return newest(
        state -> state.isEmpty() || state.equals(Optional.of(KeyState.SUSPENDED)), prepared);
  }

  private int newest(Predicate<Optional<KeyState>> wanted, int otherwise) {
    for (int i = line.size() - 1; i > 0; i--) {
      if (wanted.test(state(line.get(i).name()))) {
        return i;
      }
    }
    return otherwise;
  }

  /** Whether one that replaces the first is active. */
  boolean hasActiveSuccessor() {
    return newest(state -> state.equals(Optional.of(KeyState.ACTIVE)), 0) > 0;
  }

  private static boolean hasEnded(Optional<KeyState> state) {
    return state
        .filter(known -> known == KeyState.RETIRED || known == KeyState.REVOKED)
        .isPresent();
  }

  /** Empty for a key that was never opened. */
  private Optional<KeyState> state(KeyName name) {
    return register.entry(policy.tenant(), name).map(KeyEntry::state);
  }

  private boolean isFailing(KeyRule rule) {
    return register.failing().why(new TenantKey(policy.tenant(), rule.name())).isPresent();
  }
}
