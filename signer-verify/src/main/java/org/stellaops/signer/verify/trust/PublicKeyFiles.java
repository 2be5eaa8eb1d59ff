package org.stellaops.signer.verify.trust;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * Reads a public key in the forms in which they are handed around: PEM {@code PUBLIC KEY} or {@code
 * CERTIFICATE} (RFC 7468), the DER of either, or a JWK (RFC 7517).
 */
public final class PublicKeyFiles {

  private static final int MAX_BYTES = 64 << 10;
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private PublicKeyFiles() {}

  /**
   * Reads one key; that of a certificate is trusted as long as the certificate is valid, which is
   * all that is taken from it.
   *
   * @throws InvalidTrust it is none of these, or a key of a kind that is not supported
   */
  public static WindowedKey read(Bytes file) throws InvalidTrust {
    if (file.isEmpty() || file.size() > MAX_BYTES) {
      throw new InvalidTrust("A public key has 1 to " + MAX_BYTES + " bytes.");
    }
    String text = file.utf8().strip();
    try {
      if (text.startsWith(CERTIFICATE)) {
        return certificate(file);
      }
      if (text.startsWith("-----BEGIN ")) {
        return WindowedKey.always(PinnedKey.parsePem(text));
      }
      if (text.startsWith("{")) {
        return WindowedKey.always(JsonWebKeys.read(file));
      }
      return der(file);
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust("The public key cannot be read: " + e.getMessage() + ".");
    }
  }

  private static WindowedKey der(Bytes file) throws InvalidTrust {
    try {
      return WindowedKey.always(PinnedKey.parseSpki(file));
    } catch (IllegalArgumentException e) {
      return ofDer(file);
    }
  }

  private static WindowedKey ofDer(Bytes file) throws InvalidTrust {
    try {
      return of(DerCertificate.read(file));
    } catch (CertificateException e) {
      throw noneOfThese();
    }
  }

  private static WindowedKey certificate(Bytes file) throws InvalidTrust {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(file.openStream());
      if (all.size() != 1) {
        throw new InvalidTrust("Expected is one certificate.");
      }
      return of((X509Certificate) all.iterator().next());
    } catch (CertificateException e) {
      throw noneOfThese();
    }
  }

  private static WindowedKey of(X509Certificate only) {
    return new WindowedKey(
        PinnedKey.parseSpki(Bytes.adopt(only.getPublicKey().getEncoded())),
        new ValidityWindow(only.getNotBefore().toInstant(), only.getNotAfter().toInstant()));
  }

  private static InvalidTrust noneOfThese() {
    return new InvalidTrust(
        "Expected is a public key or certificate, as PEM or DER, or a public JWK.");
  }
}
