package org.stellaops.signer.kms.keystore;

import java.security.DigestException;
import java.security.MessageDigest;
import org.bouncycastle.crypto.ExtendedDigest;
import org.stellaops.signer.model.Digest;

/**
 * The platform's SHA-256, which uses the processor's instructions for it, in Bouncy Castle's form:
 * the integrity key of a keystore takes hundreds of thousands of rounds.
 */
final class PlatformSha256 implements ExtendedDigest {

  private static final int SIZE = 32;
  private static final int BLOCK = 64;

  private final MessageDigest digest = Digest.newSha256();

  @Override
  public String getAlgorithmName() {
    return "SHA-256";
  }

  @Override
  public int getDigestSize() {
    return SIZE;
  }

  @Override
  public int getByteLength() {
    return BLOCK;
  }

  @Override
  public void update(byte in) {
    digest.update(in);
  }

  @Override
  public void update(byte[] in, int offset, int length) {
    digest.update(in, offset, length);
  }

  @Override
  public int doFinal(byte[] out, int offset) {
    try {
      return digest.digest(out, offset, SIZE);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for a digest", e);
    }
  }

  @Override
  public void reset() {
    digest.reset();
  }
}
