package org.stellaops.signer.cli.verdict;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The provider of a process that verifies one document and ends. Java's own P-256 makes tables for
 * a fast multiplication when it is first used, which takes as long as a dozen verifications without
 * them; see docs/adr/0015. It has ECDSA over P-256, with the hashes that certificates, timestamps
 * and signatures over files have and with none for a digest that is known, and nothing else.
 */
final class FirstVerification extends Provider {

  private static final long serialVersionUID = 1L;

  FirstVerification() {
    super("StellaFirstVerification", "1", "ECDSA over P-256, fast the first time");
    for (String hash : List.of("NONE", "SHA256", "SHA384", "SHA512")) {
      putService(new Verifying(this, hash));
    }
  }

  private static final class Verifying extends Service {

    private final String hash;

    Verifying(Provider provider, String hash) {
      super(provider, "Signature", hash + "withECDSA", P256Verifier.class.getName(), null, null);
      this.hash = hash;
    }

    /** Other curves have algorithms of the same names. */
    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
      return P256Verifier.takes(parameter);
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return new P256Verifier(
          hash.equals("NONE") ? null : MessageDigest.getInstance(hash.replace("SHA", "SHA-")));
    }
  }
}
