package org.stellaops.signer.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** The key and the signature with SHA-256 of RFC 6979, appendix A.2.5. */
final class KnownAnswer {

  private static final String KEY =
      "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
          + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
          + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

  private static final String SIGNATURE =
      "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
          + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

  private KnownAnswer() {}

  /** Whether the provider finds the signature good, and the same one for other bytes bad. */
  static boolean isGivenBy(Provider provider) throws GeneralSecurityException {
    return verifies(provider, "sample") && !verifies(provider, "Sample");
  }

  private static boolean verifies(Provider provider, String message)
      throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    Signature verifier = Signature.getInstance("SHA256withECDSA", provider);
    verifier.initVerify(
        KeyFactory.getInstance("EC", provider)
            .generatePublic(new X509EncodedKeySpec(hex.parseHex(KEY))));
    verifier.update(message.getBytes(StandardCharsets.US_ASCII));
    return verifier.verify(hex.parseHex(SIGNATURE));
  }
}
