package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.check.CertificateCheck;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.core.singleflight.SharedCalls;
import org.stellaops.signer.core.singleflight.TooLittleTime;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * The keys of keyless signing: one for each tenant's identity, certified once and used for many
 * statements, within bounds of time and count. They are in memory alone, and are forgotten when
 * they are used up and no signature needs them any more. Safe for concurrent use.
 */
public final class WarmCertificates implements AutoCloseable {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /** A certificate authority that can be reached has issued by then. */
  private static final Duration FAIR = Duration.ofSeconds(5);

  private final CertificateIssuer issuer;
  private final CertificateCheck check;
  private final Bounds bounds;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Map<Identity, Warm> warm = new ConcurrentHashMap<>();
  private final SharedCalls<Identity, Warm, RuntimeException> issuing = new SharedCalls<>(FAIR);

  /**
   * For how much one certificate is used.
   *
   * @param age the longest time since it was issued; it ends with the certificate in any case
   * @param uses the most signatures
   * @param spare how long a certificate must still hold when it is used: until its timestamp is
   *     there
   */
  public record Bounds(Duration age, int uses, Duration spare) {

    /** Five minutes, a thousand signatures, and 30 seconds to spare. */
    public static Bounds standard() {
      return new Bounds(Duration.ofMinutes(5), 1000, Duration.ofSeconds(30));
    }

    public Bounds {
      if (age.isNegative() || uses < 1 || spare.isNegative()) {
        throw new IllegalArgumentException("a certificate is used at least once");
      }
    }
  }

  public WarmCertificates(
      CertificateIssuer issuer,
      CertificateCheck check,
      Bounds bounds,
      InstantSource clock,
      Ticker ticker) {
    this.issuer = issuer;
    this.check = check;
    this.bounds = bounds;
    this.clock = clock;
    this.ticker = ticker;
  }

  private record Identity(Tenant tenant, KeylessRule rule) {}

  /**
   * One use of the key of a tenant's identity, certified anew where there is none that may be used.
   *
   * @throws ServiceFailure {@link Reason#CERTIFICATE_UNTRUSTED}, {@link
   *     Reason#CERTIFICATE_REFUSED}; nothing was signed
   * @throws DependencyUnavailable there is no certificate to be had now; nothing was signed
   */
  KeyUse use(Tenant tenant, KeylessRule rule, UseRules rules, Deadline deadline) {
    Identity identity = new Identity(tenant, rule);
    while (true) {
      Warm known = warm.get(identity);
      Optional<KeyUse> use = known == null ? Optional.empty() : known.take(rules);
      if (use.isPresent()) {
        return use.get();
      }
      if (deadline.hasPassed()) {
        throw late();
      }
      issued(identity, known, deadline);
    }
  }

  private void issued(Identity identity, @Nullable Warm spent, Deadline deadline) {
    try {
      issuing.get(
          identity,
          deadline,
          () -> {
            Warm now = warm.get(identity);
            // Another request may have had one issued since this one looked.
            if (now != null && now != spent) {
              return now;
            }
            Warm made = issue(identity, deadline);
            warm.put(identity, made);
            return made;
          });
    } catch (TooLittleTime e) {
      throw e.failure(late());
    }
  }

  private Warm issue(Identity identity, Deadline deadline) {
    CertifiedKey key;
    try {
      key = issuer.issue(identity.tenant(), deadline);
    } catch (BackendRefused e) {
      throw new ServiceFailure(
          ErrorCode.DEPENDENCY_UNAVAILABLE, Reason.CERTIFICATE_REFUSED, RETRY_AFTER, e);
    }
    try {
      return new Warm(key, check.verified(key.certificate(), key.pin(), identity.rule()));
    } catch (RuntimeException e) {
      key.close();
      throw e;
    }
  }

  private static DependencyUnavailable late() {
    return new DependencyUnavailable(
        Dependency.CERTIFICATE_AUTHORITY, false, "no certificate was issued in time");
  }

  /** One certified key, and what is left of its uses. */
  private final class Warm {

    private final CertifiedKey key;
    private final VerifiedCertificate certificate;
    private final Instant until;
    private final Deadline old = Deadline.in(bounds.age(), ticker);
    private int uses = bounds.uses();
    private int running;
    private boolean ended;

    Warm(CertifiedKey key, VerifiedCertificate certificate) {
      this.key = key;
      this.certificate = certificate;
      this.until = certificate.notAfter().minus(bounds.spare());
    }

    /** Empty where it may not be used any more. */
    synchronized Optional<KeyUse> take(UseRules rules) {
      if (ended || uses == 0 || old.hasPassed() || clock.instant().isAfter(until)) {
        end();
        return Optional.empty();
      }
      uses--;
      running++;
      return Optional.of(new CertifiedUse(this, rules));
    }

    synchronized void end() {
      ended = true;
      if (running == 0) {
        key.close();
      }
    }

    synchronized void release() {
      running--;
      if (ended && running == 0) {
        key.close();
      }
    }
  }

  private static final class CertifiedUse implements KeyUse {

    private final Warm warm;
    private final UseRules rules;

    CertifiedUse(Warm warm, UseRules rules) {
      this.warm = warm;
      this.rules = rules;
    }

    @Override
    public KeyName name() {
      return KeylessRule.NAME;
    }

    @Override
    public CertifiedKey key() {
      return warm.key;
    }

    @Override
    public PinnedKey pin() {
      return warm.certificate.key();
    }

    @Override
    public UseRules rules() {
      return rules;
    }

    @Override
    public Optional<VerifiedCertificate> certificate() {
      return Optional.of(warm.certificate);
    }

    @Override
    public void close() {
      warm.release();
    }
  }

  /** Forgets every key as soon as no signature needs it. */
  @Override
  public void close() {
    warm.values().forEach(Warm::end);
    warm.clear();
  }
}
