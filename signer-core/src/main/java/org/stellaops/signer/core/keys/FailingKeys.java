package org.stellaops.signer.core.keys;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.signer.model.Reason;

/**
 * The keys that failed their last test on this node, and why; none of them signs for anybody. Kept
 * in memory: a new process tests anew. Safe for concurrent use.
 */
public final class FailingKeys {

  private final Map<TenantKey, Reason> failing = new ConcurrentHashMap<>();

  FailingKeys() {}

  /** Takes a key out of the rotation. */
  public void failed(TenantKey key, Reason why) {
    failing.put(key, why);
  }

  /** Takes a key in again. */
  public void passed(TenantKey key) {
    failing.remove(key);
  }

  /** Why the last test of a key failed; empty where it passed, or there was none. */
  public Optional<Reason> why(TenantKey key) {
    return Optional.ofNullable(failing.get(key));
  }

  /** Forgets all other keys. */
  public void retain(Set<TenantKey> keys) {
    failing.keySet().retainAll(keys);
  }
}
