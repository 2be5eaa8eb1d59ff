package org.stellaops.signer.kms.aws;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** RSA PSS over a digest that somebody else has computed, as a key service does it. */
final class RawPss {

  private RawPss() {}

  static byte[] sign(PrivateKey key, byte[] sha256) throws IOException, CryptoException {
    PSSSigner signer =
        PSSSigner.createRawSigner(
            new RSABlindedEngine(), new SHA256Digest(), new SHA256Digest(), 32, (byte) 0xbc);
    signer.init(
        true,
        new ParametersWithRandom(
            PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(key.getEncoded())),
            new SecureRandom()));
    signer.update(sha256, 0, sha256.length);
    return signer.generateSignature();
  }
}
