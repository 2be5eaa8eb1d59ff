package org.stellaops.signer.architecture.planted.kms.pkcs11;

import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Breaks: this adapter has no vendor but the platform. */
final class NamesAVendor {
  private NamesAVendor() {}

  static Object provider() {
    return new BouncyCastleProvider();
  }
}
