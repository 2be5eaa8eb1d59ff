package org.stellaops.signer.fulcio;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * Gives one token out until shortly before it expires: a minute, or a quarter of what was left of
 * its life when it came. While it is asked for anew, everybody waits for that one answer.
 */
public final class RememberedToken implements IdentityTokenSource {

  private static final Duration MARGIN = Duration.ofMinutes(1);

  private record Held(IdentityToken token, Instant until) {}

  private final IdentityTokenSource source;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Held held;

  public RememberedToken(IdentityTokenSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public IdentityToken token(Deadline deadline) {
    IdentityToken known = known();
    if (known != null) {
      return known;
    }
    lock(deadline);
    try {
      IdentityToken meanwhile = known();
      return meanwhile == null ? fresh(deadline) : meanwhile;
    } finally {
      asking.unlock();
    }
  }

  private @Nullable IdentityToken known() {
    Held now = held;
    return now != null && clock.instant().isBefore(now.until()) ? now.token() : null;
  }

  private void lock(Deadline deadline) {
    try {
      if (!asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw unavailable("no identity token in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted while waiting for an identity token");
    }
  }

  private IdentityToken fresh(Deadline deadline) {
    IdentityToken token = source.token(deadline);
    Duration life = Duration.between(clock.instant(), token.expiry());
    if (life.isNegative() || life.isZero()) {
      throw unavailable("the identity token that came had expired at " + token.expiry());
    }
    Duration quarter = life.dividedBy(4);
    Duration margin = quarter.compareTo(MARGIN) < 0 ? quarter : MARGIN;
    held = new Held(token, token.expiry().minus(margin));
    return token;
  }

  /** Forgets it, unless another one has come since. */
  @Override
  public void refused(IdentityToken token) {
    Held now = held;
    if (now != null && now.token().digest().equals(token.digest())) {
      held = null;
    }
    source.refused(token);
  }

  private static DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(Dependency.IDENTITY_TOKENS, false, why);
  }
}
