package org.stellaops.signer.cli.conformance;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * A key on P-256 for one run of the conformance command. It signs whatever it is given, which no
 * key of the product does; no port knows it.
 */
final class OneTimeKey {

  private final KeyPair pair;

  OneTimeKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java makes no key on P-256", e);
    }
  }

  PinnedKey pin() {
    return PinnedKey.parseSpki(Bytes.copyOf(pair.getPublic().getEncoded()));
  }

  Bytes sign(Bytes message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      message.update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java does not sign with its own key", e);
    }
  }
}
