package org.stellaops.signer.verify.material;

import org.stellaops.signer.model.Bytes;

/** Certificates in PEM, as annotations have them. */
public final class CertificateFiles {

  private CertificateFiles() {}

  /**
   * The DER of the one certificate that a text consists of; it is not read.
   *
   * @throws NotProven the text is something else
   */
  public static Bytes only(Bytes pem) throws NotProven {
    PemBlock block = PemBlock.only(pem, SigningCertificate.CHECK);
    if (!block.label().equals("CERTIFICATE")) {
      throw new NotProven(SigningCertificate.CHECK, "The PEM block is no certificate.");
    }
    return block.der();
  }
}
