package org.stellaops.signer.core.check;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.JcaProviders.Ready;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;

/**
 * The last thing between a signature and the world: nothing is released that does not verify
 * against the key pinned at start, whatever the backend answered. A fault in the signing code would
 * repeat itself in the same code, so a provider other than the signer's checks wherever one can; of
 * one module alone, with FIPS, the module checks what it made. Safe for concurrent use.
 */
public final class SignatureCheck {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private static final int KEYS_REMEMBERED = 1024;

  private final JcaProviders providers;
  private final Map<Judged, Ready> ready = new ConcurrentHashMap<>();

  /** Checks by the given providers, in their order of preference. */
  public SignatureCheck(JcaProviders providers) {
    this.providers = providers;
  }

  /**
   * Checks one signature.
   *
   * @throws ServiceFailure {@link ErrorCode#SIGNING_UNAVAILABLE}: {@code self-verify-failed} where
   *     {@code value} is not the signature of {@code what} by {@code pin}, {@code
   *     self-verify-impossible} where no provider can tell. The signature must not be used either
   *     way
   */
  public VerifiedSignature verified(PinnedKey pin, Signable what, SignatureValue value) {
    return new VerifiedSignature(pin, what, value, check(pin, what::update, value));
  }

  /** Returns the name of the provider that found {@code value} good, or throws. */
  String check(PinnedKey pin, Input input, SignatureValue value) {
    if (value.algorithm() != pin.algorithm() || !value.algorithm().isCanonical(value.bytes())) {
      throw failed();
    }
    Ready judge = judge(pin, value.madeBy());
    if (isGood(judge, pin, input, value)) {
      return judge.provider().getName();
    }
    throw failed();
  }

  /** The first that can, and did not make it: asking another after a no would look for a yes. */
  private Ready judge(PinnedKey pin, String madeBy) {
    Judged asked = new Judged(pin, madeBy);
    Ready known = ready.get(asked);
    if (known != null) {
      return known;
    }
    Ready found =
        providers
            .readyBut(madeBy, pin.algorithm().jcaName(), pin.key())
            .orElseThrow(() ->
                new ServiceFailure(
                    ErrorCode.SIGNING_UNAVAILABLE, Reason.SELF_VERIFY_IMPOSSIBLE, RETRY_AFTER));
    // The maker itself is only what was left this time: another may be able to next time.
    if (!found.provider().getName().equals(madeBy)
        || providers.of(pin.algorithm().jcaName()).size() == 1) {
      if (ready.size() >= KEYS_REMEMBERED) {
        ready.clear();
      }
      ready.put(asked, found);
    }
    return found;
  }

  private record Judged(PinnedKey pin, String madeBy) {}

  private static boolean isGood(Ready judge, PinnedKey pin, Input input, SignatureValue value) {
    try {
      Signature verifier = pin.algorithm().newSignature(judge.provider());
      verifier.initVerify(judge.key());
      input.into(verifier);
      return verifier.verify(value.bytes().toByteArray());
    } catch (GeneralSecurityException | RuntimeException | AssertionError e) {
      // BC-FIPS says by an error that it does not work any more.
      throw new ServiceFailure(
          ErrorCode.SIGNING_UNAVAILABLE, Reason.SELF_VERIFY_FAILED, RETRY_AFTER, e);
    }
  }

  private static ServiceFailure failed() {
    return new ServiceFailure(
        ErrorCode.SIGNING_UNAVAILABLE, Reason.SELF_VERIFY_FAILED, RETRY_AFTER);
  }

  /** Hands the message over, as {@link Signable#update(Signature)} does. */
  interface Input {
    void into(Signature verifier) throws SignatureException;
  }
}
