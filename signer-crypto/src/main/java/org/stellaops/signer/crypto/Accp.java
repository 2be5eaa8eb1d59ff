package org.stellaops.signer.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Amazon Corretto Crypto Provider, found by the service loader so that nothing here has to be
 * compiled against it: its jar is one platform's.
 */
sealed interface Accp {

  String NAME = "AmazonCorrettoCryptoProvider";
  String CLASS = "com.amazon.corretto.crypto.provider." + NAME;

  record Loaded(Provider provider) implements Accp {}

  /**
   * @param why it cannot be used, in a few words
   */
  record Missing(String why) implements Accp {}

  /** Loads it, and has it verify one known signature and refuse the same one for other bytes. */
  static Accp load() {
    return Holder.FOUND;
  }

  /** Once in a process: the native library is unpacked and linked by this. */
  final class Holder {

    private static final Accp FOUND = find();

    private Holder() {}

    private static Accp find() {
      try {
        // An iterator, so that other providers on the class path are looked at by type alone.
        Iterator<ServiceLoader.Provider<Provider>> all =
            ServiceLoader.load(Provider.class, Holder.class.getClassLoader()).stream().iterator();
        while (all.hasNext()) {
          ServiceLoader.Provider<Provider> each = all.next();
          if (each.type().getName().equals(CLASS)) {
            return tried(each.get());
          }
        }
        return new Missing("its jar for this platform is not on the class path");
      } catch (ServiceConfigurationError | LinkageError | AssertionError | RuntimeException e) {
        return new Missing(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The provider if it works, since one whose library did not load still exists. */
  static Accp tried(Provider provider) {
    if (provider.getService("Signature", "SHA256withECDSA") == null) {
      return new Missing("its native library does not load on this system");
    }
    try {
      return verifies(provider, "sample") && !verifies(provider, "Sample")
          ? new Loaded(provider)
          : new Missing("it fails a known answer of RFC 6979");
    } catch (GeneralSecurityException | ProviderException | LinkageError e) {
      return new Missing("it cannot verify: " + e.getMessage());
    }
  }

  /** The key and the signature with SHA-256 of RFC 6979, appendix A.2.5. */
  private static boolean verifies(Provider provider, String message)
      throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    byte[] key =
        hex.parseHex(
            "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    byte[] signature =
        hex.parseHex(
            "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    Signature verifier = Signature.getInstance("SHA256withECDSA", provider);
    verifier.initVerify(
        KeyFactory.getInstance("EC", provider).generatePublic(new X509EncodedKeySpec(key)));
    verifier.update(message.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return verifier.verify(signature);
  }
}
