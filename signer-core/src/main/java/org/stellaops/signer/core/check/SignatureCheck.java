package org.stellaops.signer.core.check;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;

/**
 * The last thing between a signature and the world: nothing is released that does not verify
 * against the key pinned at start, whatever the backend answered. A fault in the signing code would
 * repeat itself in the same code, so a provider other than the signer's checks wherever one can.
 * Safe for concurrent use.
 */
public final class SignatureCheck {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final List<Provider> providers;

  /**
   * Checks by the given providers.
   *
   * @param providers in order of preference; they need not be registered
   */
  public SignatureCheck(List<Provider> providers) {
    this.providers = List.copyOf(providers);
  }

  /** Checks by the providers that the platform has registered, in its own order. */
  public static SignatureCheck byThePlatform() {
    return new SignatureCheck(List.of(Security.getProviders()));
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
    List<Provider> others =
        providers.stream()
            .sorted(Comparator.comparing(provider -> provider.getName().equals(value.madeBy())))
            .toList();
    for (Provider provider : others) {
      Signature verifier;
      try {
        verifier = Signature.getInstance(pin.algorithm().jcaName(), provider);
        verifier.initVerify(pin.key());
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        continue;
      }
      // The first provider that can judge does: asking on after a no would look for a yes.
      if (isGood(verifier, input, value)) {
        return provider.getName();
      }
      throw failed();
    }
    throw new ServiceFailure(
        ErrorCode.SIGNING_UNAVAILABLE, Reason.SELF_VERIFY_IMPOSSIBLE, RETRY_AFTER);
  }

  private static boolean isGood(Signature verifier, Input input, SignatureValue value) {
    try {
      input.into(verifier);
      return verifier.verify(value.bytes().toByteArray());
    } catch (GeneralSecurityException | RuntimeException e) {
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
