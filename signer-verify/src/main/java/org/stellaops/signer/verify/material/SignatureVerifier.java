package org.stellaops.signer.verify.material;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.JcaProviders.Ready;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;

/** Checks one signature under one key, by the one algorithm that the key has. */
public interface SignatureVerifier {

  /** What checks signatures under {@code key}, ready for the message. */
  Signature under(PinnedKey key) throws GeneralSecurityException;

  /** The platform's providers, which are loaded only as far as they are needed. */
  static SignatureVerifier platform() {
    return key -> {
      Signature check = key.algorithm().newSignature();
      check.initVerify(key.key());
      return check;
    };
  }

  /** What {@code preferred} has no algorithm for, or not with such a key, the platform checks. */
  static SignatureVerifier preferring(Provider preferred) {
    SignatureVerifier platform = platform();
    return key -> {
      Provider.Service service = preferred.getService("Signature", key.algorithm().jcaName());
      if (service == null || !service.supportsParameter(key.key())) {
        return platform.under(key);
      }
      Signature check = key.algorithm().newSignature(preferred);
      check.initVerify(key.key());
      return check;
    };
  }

  /** The first of {@code providers} that takes the key. */
  static SignatureVerifier by(JcaProviders providers) {
    return key -> {
      Ready ready =
          providers
              .ready(key.algorithm().jcaName(), key.key())
              .orElseThrow(() -> new InvalidKeyException("no provider takes this key"));
      Signature check = key.algorithm().newSignature(ready.provider());
      check.initVerify(ready.key());
      return check;
    };
  }

  default boolean verifies(Signable signed, Bytes sig, PinnedKey key) {
    return verifies(signed::update, sig, key);
  }

  /** The same for a message that others composed, such as a log's. */
  default boolean verifies(Bytes message, Bytes sig, PinnedKey key) {
    return verifies(message::update, sig, key);
  }

  private boolean verifies(Message message, Bytes sig, PinnedKey key) {
    if (!key.algorithm().isCanonical(sig)) {
      return false;
    }
    try {
      Signature check = under(key);
      message.into(check);
      return check.verify(sig.toByteArray());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Some providers throw as they please where a key or a signature is none.
      return false;
    }
  }

  /**
   * Whether an ECDSA signature is over a message of this digest, by the provider that checks the
   * key's other signatures.
   *
   * @param digest by the hash that the key's algorithm has
   */
  default boolean verifiesDigest(Bytes digest, Bytes sig, PinnedKey key) {
    if (!key.algorithm().isCanonical(sig)) {
      return false;
    }
    try {
      Signature check = Signature.getInstance("NONEwithECDSA", under(key).getProvider());
      check.initVerify(key.key());
      digest.update(check);
      return check.verify(sig.toByteArray());
    } catch (GeneralSecurityException | RuntimeException e) {
      // Some providers throw as they please where a key or a signature is none.
      return false;
    }
  }

  /** Whether a certificate was signed with a key, by the provider that checks with such keys. */
  default boolean isSigned(X509Certificate certificate, PublicKey issuer) {
    try {
      certificate.verify(issuer, under(PinnedKey.of(issuer)).getProvider());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /** Hands itself to a signature. */
  interface Message {
    void into(Signature signature) throws SignatureException;
  }
}
