package org.stellaops.signer.testkit.keyless;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.stellaops.signer.model.Bytes;

/** Keys of the authorities, and what is signed with them. */
final class TestKeys {

  static final String ECDSA = "SHA256withECDSA";

  private static final SecureRandom RANDOM = new SecureRandom();

  private TestKeys() {}

  static KeyPair p256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static BigInteger serial() {
    return new BigInteger(127, RANDOM).setBit(126);
  }

  static ContentSigner signer(KeyPair pair) {
    try {
      return new JcaContentSignerBuilder(ECDSA).build(pair.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static Bytes sign(String algorithm, PrivateKey key, Bytes message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      message.update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
