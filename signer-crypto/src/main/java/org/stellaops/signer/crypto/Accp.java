package org.stellaops.signer.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
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
      return KnownAnswer.isGivenBy(provider)
          ? new Loaded(provider)
          : new Missing("it fails a known answer of RFC 6979");
    } catch (GeneralSecurityException | ProviderException | LinkageError e) {
      return new Missing("it cannot verify: " + e.getMessage());
    }
  }
}
