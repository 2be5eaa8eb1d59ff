package org.stellaops.signer.core.api.policy;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.stellaops.signer.model.CertificateIdentity;

/**
 * The holder of a certificate for an identity, as in cosign's keyless signing.
 *
 * @param issuer the OIDC issuer that the certificate names, byte for byte
 * @param subject its subject alternative name, byte for byte, or a pattern of whole names
 * @param pattern whether it is a regular expression
 */
public record ReleaseIdentity(String issuer, String subject, boolean pattern)
    implements ReleaseSigner {

  /**
   * An identity.
   *
   * @throws IllegalArgumentException either is empty, or the pattern is none from {@code ^} to
   *     {@code $}: one that is not anchored would match {@code https://github.com/org/x@evil} too
   */
  public ReleaseIdentity {
    if (issuer.isEmpty() || subject.isEmpty()) {
      throw new IllegalArgumentException("a release identity has an issuer and a subject");
    }
    if (pattern) {
      compiled(subject);
    }
  }

  /** Exactly this identity. */
  public ReleaseIdentity(String issuer, String subject) {
    this(issuer, subject, false);
  }

  private static Pattern compiled(String subject) {
    if (!subject.startsWith("^") || !subject.endsWith("$") || subject.endsWith("\\$")) {
      throw new IllegalArgumentException(
          "the pattern "
              + subject
              + " of a release identity does not start with ^ and end with $, so that it would"
              + " match parts of names");
    }
    try {
      return Pattern.compile(subject);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern of a release identity is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Whether the certificate is of this identity. */
  public boolean is(CertificateIdentity certificate) {
    return is(certificate.issuer(), certificate.subject());
  }

  /** Whether this issuer vouches for this subject as of this identity. */
  public boolean is(String otherIssuer, String otherSubject) {
    return issuer.equals(otherIssuer)
        && (pattern
            ? compiled(subject).matcher(otherSubject).matches()
            : subject.equals(otherSubject));
  }
}
