package org.stellaops.signer.core.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyCatalog.Actor;
import org.stellaops.signer.ports.KeyCatalog.Enrolment;
import org.stellaops.signer.ports.KeyCatalog.KeyEntry;
import org.stellaops.signer.ports.KeyCatalog.KeyEvent;
import org.stellaops.signer.ports.KeyCatalog.KeyState;

/** A key of a tenant that its backend has opened, to be held against the catalog. */
public record OpenedKey(Tenant tenant, KeyRule rule, PinnedKey pin) {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /**
   * Whether what stands in the catalog is the key that was opened.
   *
   * @throws ServiceFailure {@code key-changed}: another key was enrolled under this name, or the
   *     same one to sign by another algorithm; {@code key-is-shared}: it was enrolled under another
   *     name, whose life is not to be begun anew by this one
   */
  public void requireSame(KeyEntry standing) {
    if (!standing.isOf(tenant, rule.name())) {
      // Another tenant's name is not ours to tell.
      boolean own = standing.tenant().equals(tenant);
      throw misuse(
          Reason.KEY_IS_SHARED,
          own
              ? "was recorded as "
                  + standing.name()
                  + " ("
                  + standing.state().label()
                  + "): a key keeps its name, so name it so again"
              : "was recorded for another tenant: a key stays with the tenant that it began with");
    }
    if (!standing.spki().equals(pin.spki())) {
      throw misuse(
          Reason.KEY_CHANGED,
          "is another key ("
              + pin.fingerprint()
              + ") than was recorded under this name ("
              + standing.spki().sha256()
              + "): give another key another name");
    }
    if (standing.algorithm() != pin.algorithm()) {
      throw misuse(
          Reason.KEY_CHANGED,
          "was recorded with "
              + standing.algorithm().label()
              + ", and the configuration or its backend says "
              + pin.algorithm().label()
              + ": an RSA key signs by the algorithm that it began with");
    }
  }

  /** The cause is for operators, in whose log it shows. */
  private static ServiceFailure misuse(Reason reason, String why) {
    return new ServiceFailure(
        ErrorCode.KEY_UNAVAILABLE,
        reason,
        Failures.retryAfter(reason, RETRY_AFTER),
        new BackendRefused(why));
  }

  /**
   * How it begins, where the catalog does not know it.
   *
   * @param byTwo whether to make a key active takes two persons
   */
  Enrolment enrolment(Instant now, boolean byTwo) {
    boolean prepared = byTwo || rule.life().prepared();
    KeyState state = prepared ? KeyState.PREPARED : KeyState.ACTIVE;
    return new Enrolment(
        new KeyEntry(
            tenant,
            rule.name(),
            rule.backend(),
            rule.uri(),
            pin.spki(),
            pin.algorithm(),
            rule.keyClass(),
            rule.life().hardware(),
            state,
            null,
            now,
            prepared ? null : now,
            null,
            null,
            List.of(),
            1),
        new KeyEvent(
            now,
            "enrol",
            state,
            Actor.configuration(),
            byTwo && !rule.life().prepared()
                ? "named by the configuration; to activate it takes two persons"
                : "named by the configuration",
            Optional.empty()));
  }
}
