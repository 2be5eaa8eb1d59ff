package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.ProofState;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;

/**
 * The answers of this process by monotonic age; the least recently used are forgotten first. A yes
 * is not found once its licence is known at a newer version, or a no to the same version was signed
 * with or after it, as in {@link org.stellaops.signer.ports.EntitlementArchive}.
 */
final class RecentAnswers {

  private static final int MAX = 10_000;

  private final Ticker ticker;
  private final Map<Key, Aged> answers = new Bounded<>();
  private final Map<Licence, Newest> licences = new Bounded<>();

  RecentAnswers(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * A proof of a tenant.
   *
   * @param licence of which the proof is
   */
  record Key(Tenant tenant, Digest proof, String licence) {}

  private record Aged(LicensingAnswer answer, long since) {}

  private record Licence(Tenant tenant, String licence) {

    static Licence of(Key key) {
      return new Licence(key.tenant(), key.licence());
    }
  }

  /**
   * What is known of a licence.
   *
   * @param no when the last no to this version was signed; {@link Instant#MIN} for none
   */
  private record Newest(long version, Instant no) {

    static Newest of(LicensingAnswer answer) {
      boolean revoked = answer.state() == ProofState.REVOKED;
      return new Newest(answer.version(), revoked ? answer.signedAt() : Instant.MIN);
    }

    Newest and(Newest other) {
      if (version != other.version) {
        return version > other.version ? this : other;
      }
      return no.isAfter(other.no) ? this : other;
    }

    boolean hides(LicensingAnswer answer) {
      return answer.state() == ProofState.ACTIVE
          && (version > answer.version()
              || (version == answer.version() && !no.isBefore(answer.signedAt())));
    }
  }

  /** The answer if it is younger than {@code maxAge}. */
  synchronized Optional<LicensingAnswer> find(Key key, Duration maxAge) {
    Aged aged = answers.get(key);
    return aged != null
            && ticker.nanos() - aged.since() < maxAge.toNanos()
            && !isHidden(key, aged.answer())
        ? Optional.of(aged.answer())
        : Optional.empty();
  }

  private boolean isHidden(Key key, LicensingAnswer answer) {
    Newest newest = licences.get(Licence.of(key));
    return newest != null && newest.hides(answer);
  }

  /**
   * Remembers an answer that is already {@code age} old, unless a newer one is known.
   *
   * @return the one that stands
   */
  synchronized LicensingAnswer put(Key key, LicensingAnswer answer, Duration age) {
    licences.merge(Licence.of(key), Newest.of(answer), Newest::and);
    Aged known = answers.get(key);
    if (known != null && known.answer().supersedes(answer)) {
      return known.answer();
    }
    long old = Math.min(age.toNanos(), Duration.ofDays(3650).toNanos());
    answers.put(key, new Aged(answer, ticker.nanos() - old));
    return answer;
  }

  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    Bounded() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX;
    }
  }
}
