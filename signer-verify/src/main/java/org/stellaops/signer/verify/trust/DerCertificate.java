package org.stellaops.signer.verify.trust;

import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.stellaops.signer.model.Bytes;

/** The one reader of certificates that others wrote. */
public final class DerCertificate {

  private static final int MAX_BYTES = 64 << 10;

  private DerCertificate() {}

  /**
   * Reads one certificate.
   *
   * @param der exactly one, of at most 64 KiB, whose length is definite (X.690 §10.1): the
   *     platform's reader follows indefinite ones into each other until its stack is full
   * @throws CertificateException it is anything else
   */
  public static X509Certificate read(Bytes der) throws CertificateException {
    if (der.size() > MAX_BYTES || !isOneElement(der)) {
      throw new CertificateException("not the DER of one certificate");
    }
    try {
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509").generateCertificate(der.openStream());
      if (!Bytes.adopt(read.getEncoded()).equals(der)) {
        throw new CertificateException("something stands after its end");
      }
      return read;
    } catch (RuntimeException e) {
      throw new CertificateException("not a certificate", e);
    }
  }

  /** A SEQUENCE whose length, in two octets as any certificate's, reaches to the very end. */
  private static boolean isOneElement(Bytes der) {
    if (der.size() < 4 || der.at(0) != 0x30) {
      return false;
    }
    int first = der.at(1) & 0xff;
    return switch (first) {
      case 0x81 -> (der.at(2) & 0xff) + 3 == der.size();
      case 0x82 -> (((der.at(2) & 0xff) << 8) | (der.at(3) & 0xff)) + 4 == der.size();
      default -> first < 0x80 && first + 2 == der.size();
    };
  }
}
