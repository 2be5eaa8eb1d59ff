package org.stellaops.signer.kms.aws;

import java.io.IOException;
import java.io.OutputStream;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;

/**
 * The message representative of ML-DSA (FIPS 204 §5.2 and Algorithm 7, line 6): what a signer needs
 * of a message of any length. {@code mu = H(H(pk, 64) || 0x00 || 0x00 || M, 64)} for the pure
 * variant with an empty context, with SHAKE256 as H.
 */
final class MlDsaMu {

  private static final int SIZE = 64;

  private MlDsaMu() {}

  static byte[] of(PinnedKey key, Signable what) {
    SHAKEDigest digest = new SHAKEDigest(256);
    byte[] tr = hashed(publicKey(key));
    digest.update(tr, 0, tr.length);
    digest.update((byte) 0);
    digest.update((byte) 0);
    try {
      what.writeTo(
          new OutputStream() {
            @Override
            public void write(int each) {
              digest.update((byte) each);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              digest.update(bytes, offset, length);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("a digest takes bytes", e);
    }
    byte[] mu = new byte[SIZE];
    digest.doFinal(mu, 0, SIZE);
    return mu;
  }

  private static byte[] hashed(byte[] bytes) {
    SHAKEDigest digest = new SHAKEDigest(256);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[SIZE];
    digest.doFinal(hash, 0, SIZE);
    return hash;
  }

  /** The last field of the SubjectPublicKeyInfo: its length follows from the parameter set. */
  private static byte[] publicKey(PinnedKey key) {
    Bytes spki = key.spki();
    int size =
        switch (key.algorithm()) {
          case ML_DSA_44 -> 1312;
          case ML_DSA_65 -> 1952;
          case ML_DSA_87 -> 2592;
          default -> throw new IllegalArgumentException("not an ML-DSA key: " + key);
        };
    return spki.slice(spki.size() - size, spki.size()).toByteArray();
  }
}
