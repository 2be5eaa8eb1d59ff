package org.stellaops.signer.verify;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.stellaops.signer.model.CertificateIdentity;

/** Whose certificate counts: an issuer exactly, and a subject exactly or by a whole pattern. */
public final class ExpectedIdentity {

  private final String issuer;
  private final String subject;
  private final Optional<Pattern> pattern;

  private ExpectedIdentity(String issuer, String subject, Optional<Pattern> pattern) {
    if (issuer.isEmpty() || subject.isEmpty()) {
      throw new IllegalArgumentException("an identity has an issuer and a subject");
    }
    this.issuer = issuer;
    this.subject = subject;
    this.pattern = pattern;
  }

  /** This subject alternative name, vouched for by this issuer; both byte for byte. */
  public static ExpectedIdentity exactly(String issuer, String subject) {
    return new ExpectedIdentity(issuer, subject, Optional.empty());
  }

  /**
   * Any subject that the whole pattern matches.
   *
   * @param pattern a regular expression from {@code ^} to {@code $}: one that is not anchored would
   *     match {@code https://github.com/org/x@evil} as well
   * @throws IllegalArgumentException it is not anchored, or not a regular expression
   */
  public static ExpectedIdentity matching(String issuer, String pattern) {
    boolean escaped = pattern.endsWith("\\$");
    if (!pattern.startsWith("^") || !pattern.endsWith("$") || escaped) {
      throw new IllegalArgumentException(
          "a pattern of subjects starts with ^ and ends with $, so that it is of whole subjects");
    }
    try {
      return new ExpectedIdentity(issuer, pattern, Optional.of(Pattern.compile(pattern)));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a regular expression: " + e.getDescription(), e);
    }
  }

  /** Whether the certificate is of this identity. */
  public boolean is(CertificateIdentity certificate) {
    return issuer.equals(certificate.issuer())
        && pattern
            .map(whole -> whole.matcher(certificate.subject()).matches())
            .orElseGet(() -> subject.equals(certificate.subject()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExpectedIdentity that
        && issuer.equals(that.issuer)
        && subject.equals(that.subject)
        && pattern.isPresent() == that.pattern.isPresent();
  }

  @Override
  public int hashCode() {
    return issuer.hashCode() * 31 + subject.hashCode();
  }

  @Override
  public String toString() {
    return subject + " by " + issuer;
  }
}
