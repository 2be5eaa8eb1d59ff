package org.stellaops.signer.cli.verdict;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;

/**
 * The provider of a process that verifies one document and ends. Java's own P-256 makes tables for
 * a fast multiplication when it is first used, which takes as long as a dozen verifications without
 * them; see docs/adr/0015. It has ECDSA over P-256 with SHA-256 and nothing else.
 */
final class FirstVerification extends Provider {

  private static final long serialVersionUID = 1L;

  FirstVerification() {
    super("StellaFirstVerification", "1", "ECDSA over P-256, fast the first time");
    putService(
        new Service(
            this, "Signature", "SHA256withECDSA", P256Verifier.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new P256Verifier();
          }
        });
  }
}
