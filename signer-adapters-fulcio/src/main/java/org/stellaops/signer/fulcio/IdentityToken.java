package org.stellaops.signer.fulcio;

import java.time.Instant;
import org.stellaops.signer.json.CompactForm;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * An OpenID Connect token that we hold and present. Its signature is for the certificate authority
 * to verify; here it is read for its subject and its end. The text form never shows the token.
 */
public final class IdentityToken {

  /** Characters of a token at most. */
  public static final int MAX_CHARS = 8 * 1024;

  private static final int MAX_SUBJECT = 1024;

  private final String compact;
  private final String subject;
  private final Instant expiry;

  private IdentityToken(String compact, String subject, Instant expiry) {
    this.compact = compact;
    this.subject = subject;
    this.expiry = expiry;
  }

  /**
   * Reads a compact JWT with {@code sub} and {@code exp}.
   *
   * @throws IllegalArgumentException any other text; its message says what is wrong and holds
   *     nothing of the text
   */
  public static IdentityToken parse(String compact) {
    CompactForm form =
        CompactForm.read(compact, MAX_CHARS)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "it is not a compact JWT of at most " + MAX_CHARS + " characters"));
    try {
      if (JsonValue.parse(form.claims(), JsonLimits.TOKEN) instanceof JsonObject claims) {
        return new IdentityToken(
            compact,
            requireSubject(claims.string("sub")),
            Instant.ofEpochSecond(requireYear(claims.integer("exp"))));
      }
      throw new IllegalArgumentException("its claims are no JSON object");
    } catch (InvalidJson e) {
      throw new IllegalArgumentException("its claims: " + e.getMessage(), e);
    }
  }

  /**
   * The subject is what the key signs to prove that it is there. Without a space it can never be a
   * message of this product's: those begin with {@code DSSEv1} and a space.
   */
  private static String requireSubject(String subject) {
    if (subject.isEmpty()
        || subject.length() > MAX_SUBJECT
        || !subject.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "its sub is not 1 to " + MAX_SUBJECT + " visible ASCII characters");
    }
    return subject;
  }

  private static long requireYear(long seconds) {
    if (seconds < 0 || seconds > Instant.parse("9999-12-31T23:59:59Z").getEpochSecond()) {
      throw new IllegalArgumentException("its exp is no time");
    }
    return seconds;
  }

  /** The whole token: a secret. */
  String compact() {
    return compact;
  }

  /** Its {@code sub}. */
  public String subject() {
    return subject;
  }

  /** Its {@code exp}. */
  public Instant expiry() {
    return expiry;
  }

  /** What proves nothing without the rest: for comparing two tokens. */
  Bytes digest() {
    return Bytes.utf8(compact).sha256().bytes();
  }

  @Override
  public String toString() {
    return "IdentityToken[" + subject + "]";
  }
}
