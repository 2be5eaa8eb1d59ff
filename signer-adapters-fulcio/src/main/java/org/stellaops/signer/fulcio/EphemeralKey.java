package org.stellaops.signer.fulcio;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import javax.security.auth.DestroyFailedException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A new P-256 key pair in the memory of this process. A class, not a record: a record prints its
 * parts. Safe for concurrent use.
 */
final class EphemeralKey {

  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ECDSA_P256_SHA256;

  private final Provider provider;
  private final PinnedKey pin;
  private volatile @Nullable PrivateKey key;

  private EphemeralKey(Provider provider, PinnedKey pin, PrivateKey key) {
    this.provider = provider;
    this.pin = pin;
    this.key = key;
  }

  /** Who makes such keys and signs with them: the preferred one that can do both. */
  static Provider provider(JcaProviders providers) {
    return providers.of(ALGORITHM.jcaName()).stream()
        .filter(each -> each.getService("KeyPairGenerator", "EC") != null)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no provider makes keys on P-256"));
  }

  static EphemeralKey generate(Provider provider) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
      generator.initialize(new ECGenParameterSpec("secp256r1"), Primitives.random());
      KeyPair pair = generator.generateKeyPair();
      PinnedKey pin = PinnedKey.parseSpki(Bytes.copyOf(pair.getPublic().getEncoded()));
      return new EphemeralKey(provider, pin, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(provider.getName() + " makes no key on P-256", e);
    }
  }

  PinnedKey pin() {
    return pin;
  }

  String madeBy() {
    return provider.getName();
  }

  /** What is to be signed, fed to the computation. */
  interface Message {
    void update(Signature signature) throws GeneralSecurityException;
  }

  /**
   * Signs.
   *
   * @return null if the key is no longer there
   */
  @Nullable Bytes sign(Message message) throws GeneralSecurityException {
    PrivateKey now = key;
    if (now == null) {
      return null;
    }
    try {
      Signature signer = ALGORITHM.newSignature(provider);
      signer.initSign(now);
      message.update(signer);
      return Bytes.adopt(signer.sign());
    } catch (GeneralSecurityException | RuntimeException e) {
      if (key == null) {
        return null;
      }
      throw e;
    }
  }

  /** Overwrites the private key where its provider can; where not, lets go of it. */
  void destroy() {
    PrivateKey last = key;
    key = null;
    if (last != null) {
      try {
        last.destroy();
      } catch (DestroyFailedException e) {
        // The platform's own keys cannot; their memory is overwritten when it is next given out.
        return;
      }
    }
  }
}
