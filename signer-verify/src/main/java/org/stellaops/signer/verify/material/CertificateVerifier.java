package org.stellaops.signer.verify.material;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** Checks signing certificates against a trusted root (Sigstore client specification §4.3). */
public final class CertificateVerifier {

  private final TrustedRoot root;
  private final SignatureVerifier verifier;
  private final Scts scts;

  public CertificateVerifier(TrustedRoot root, SignatureVerifier verifier) {
    this.root = root;
    this.verifier = verifier;
    this.scts = new Scts(root.certificateLogs(), verifier);
  }

  /**
   * Finds the authority under which a certificate was valid at each of some instants, with its
   * whole chain.
   *
   * @param times when the signature was made, each as somebody trusted says; at least one
   */
  public TrustedAuthority authority(SigningCertificate certificate, List<Instant> times)
      throws NotProven {
    NotProven wrong =
        new NotProven(
            "certificate-chain",
            NotProven.Kind.UNKNOWN,
            "The certificate is under no authority of the trusted root.");
    for (TrustedAuthority authority : root.certificateAuthorities()) {
      if (mayIssue(authority, certificate.x509())) {
        try {
          for (Instant time : times) {
            authority.validate(certificate.x509(), time, verifier::isSigned);
          }
          return authority;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
          wrong =
              new NotProven(
                  "certificate-chain",
                  "The certificate or one above it was not valid when the signature was made.");
        } catch (GeneralSecurityException | RuntimeException e) {
          wrong =
              wrong.kind() == NotProven.Kind.UNKNOWN
                  ? new NotProven(
                      "certificate-chain", "The certificate was not issued by its authority.")
                  : wrong;
        }
      }
    }
    throw wrong;
  }

  private static boolean mayIssue(TrustedAuthority authority, X509Certificate certificate) {
    return authority
        .chain()
        .get(0)
        .getSubjectX500Principal()
        .equals(certificate.getIssuerX500Principal());
  }

  /**
   * Requires the promise of that many operators of certificate logs.
   *
   * @param threshold 0 for none; a wrong one of a trusted log is refused even so
   * @return the operators
   */
  public Set<String> logs(SigningCertificate certificate, TrustedAuthority authority, int threshold)
      throws NotProven {
    Set<String> operators =
        root.certificateLogs().isEmpty() && threshold == 0
            ? Set.of()
            : scts.operators(certificate, Bytes.adopt(authority.issuingKey().getEncoded()));
    if (operators.size() < threshold) {
      throw new NotProven(
          Scts.CHECK,
          "Of "
              + operators.size()
              + " trusted operator(s) of certificate logs there is a signed certificate timestamp"
              + " in the certificate; "
              + threshold
              + " are wanted.");
    }
    return operators;
  }
}
