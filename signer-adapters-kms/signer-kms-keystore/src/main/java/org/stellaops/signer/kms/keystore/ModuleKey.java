package org.stellaops.signer.kms.keystore;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * A private key that a {@link CryptoModule} holds and signs with. ECDSA and PSS signatures of one
 * message differ: their random numbers are the module's. A class, not a record: a record prints its
 * parts.
 */
final class ModuleKey implements LocalKey {

  private static final byte[] SAMPLE = "pairwise test".getBytes(StandardCharsets.US_ASCII);

  private final CryptoModule module;
  private final PrivateKey key;
  private final PinnedKey pin;

  private ModuleKey(CryptoModule module, PrivateKey key, PinnedKey pin) {
    this.module = module;
    this.key = key;
    this.pin = pin;
  }

  /** The two keys do not belong together. */
  static final class NotAPair extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    NotAPair() {
      super("its public key does not belong to it");
    }
  }

  /**
   * Takes a pair, and has the module sign and verify once with it.
   *
   * @throws NotAPair it does not verify
   * @throws IllegalArgumentException the module may not sign with such a key
   */
  static ModuleKey of(CryptoModule module, PrivateKey key, PublicKey publicKey) {
    PinnedKey pin = PinnedKey.parseSpki(Bytes.copyOf(publicKey.getEncoded()));
    module.requireOneOf(pin.algorithm());
    ModuleKey made = new ModuleKey(module, key, pin);
    try {
      Signature check = pin.algorithm().newSignature(module.provider());
      check.initVerify(publicKey);
      check.update(SAMPLE);
      Signature signer = made.signer(pin.algorithm());
      signer.update(SAMPLE);
      if (!check.verify(signer.sign())) {
        throw new NotAPair();
      }
      return made;
    } catch (GeneralSecurityException | AssertionError e) {
      throw new IllegalArgumentException("the module does not sign with it: " + e.getMessage(), e);
    }
  }

  @Override
  public PinnedKey pin() {
    return pin;
  }

  @Override
  public String madeBy() {
    return module.provider().getName();
  }

  @Override
  public Bytes sign(Signable what, SignatureAlgorithm algorithm) {
    module.requireOneOf(algorithm);
    try {
      Signature signer = signer(algorithm);
      what.update(signer);
      return Bytes.adopt(signer.sign());
    } catch (GeneralSecurityException | AssertionError e) {
      // BC-FIPS says by an error that it does not work any more.
      throw new DependencyUnavailable(
          Dependency.SIGNING_KEYS, false, "the module " + madeBy() + " does not sign", e);
    }
  }

  private Signature signer(SignatureAlgorithm algorithm) throws GeneralSecurityException {
    Signature signer = algorithm.newSignature(module.provider());
    signer.initSign(key);
    return signer;
  }
}
