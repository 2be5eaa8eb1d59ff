package org.stellaops.signer.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A bounded map in which the least recently used entry makes room for a new one. Thread-safe. */
final class RecentlyUsed<K, V> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, V> entries;

  RecentlyUsed(int room) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > room;
          }
        };
  }

  Optional<V> get(K key) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(key));
    } finally {
      lock.unlock();
    }
  }

  void put(K key, V value) {
    lock.lock();
    try {
      entries.put(key, value);
    } finally {
      lock.unlock();
    }
  }
}
