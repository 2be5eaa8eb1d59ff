package org.stellaops.signer.core.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.api.policy.TokenTimes;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Thumbprint;

/**
 * Header and claims of a token whose signature was checked. A claim of the wrong type is never
 * taken for an absent one: {@link Reason#CLAIM_MISSING} and {@link Reason#CLAIM_MALFORMED} are
 * different refusals.
 */
public final class CheckedToken {

  /** 9999-12-31T23:59:59Z, the last second that RFC 3339 can write. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final JsonObject header;
  private final JsonObject claims;

  private CheckedToken(JsonObject header, JsonObject claims) {
    this.header = header;
    this.claims = claims;
  }

  /** Reads both parts as strict JSON objects of at most 8 KiB and depth 16. */
  public static CheckedToken read(Bytes header, Bytes claims) throws InvalidClaim {
    return new CheckedToken(
        object(header, Reason.HEADER_MALFORMED), object(claims, Reason.CLAIMS_MALFORMED));
  }

  private static JsonObject object(Bytes text, Reason reason) throws InvalidClaim {
    try {
      if (JsonValue.parse(text, JsonLimits.TOKEN) instanceof JsonObject object) {
        return object;
      }
    } catch (InvalidJson e) {
      throw new InvalidClaim(reason);
    }
    throw new InvalidClaim(reason);
  }

  public JsonObject claims() {
    return claims;
  }

  /**
   * Compares {@code typ} without regard to case, as RFC 7515 §4.1.9 has it for media types.
   *
   * @param accepted in lower case
   */
  public void requireType(Set<String> accepted) throws InvalidClaim {
    String typ = required("typ", () -> header.string("typ"));
    if (!accepted.contains(typ.toLowerCase(Locale.ROOT)) || !isPrintable(typ)) {
      throw new InvalidClaim(Reason.TYP_UNEXPECTED);
    }
  }

  /** Compares {@code typ} byte for byte, for a standard that fixes its spelling. */
  public void requireExactType(String type) throws InvalidClaim {
    if (!required("typ", () -> header.string("typ")).equals(type)) {
      throw new InvalidClaim(Reason.TYP_UNEXPECTED);
    }
  }

  /** Compares {@code iss} byte for byte. */
  public void requireIssuer(IssuerName issuer) throws InvalidClaim {
    if (!required("iss", () -> claims.string("iss")).equals(issuer.value())) {
      throw new InvalidClaim(Reason.ISS_UNEXPECTED);
    }
  }

  /** {@code aud} must name {@code audience} and nobody else. */
  public void requireAudience(String audience) throws InvalidClaim {
    List<String> named = required("aud", () -> claims.stringOrStrings("aud"));
    if (!named.equals(List.of(audience))) {
      throw new InvalidClaim(Reason.AUD_UNEXPECTED);
    }
  }

  /** A required text of 1 to {@code max} printable ASCII characters. */
  public String text(String claim, int max) throws InvalidClaim {
    String text = string(claim, max);
    if (!isPrintable(text)) {
      throw InvalidClaim.malformed(claim);
    }
    return text;
  }

  /** A required text of 1 to {@code max} characters of any kind. */
  public String string(String claim, int max) throws InvalidClaim {
    String text = required(claim, () -> claims.string(claim));
    if (text.isEmpty() || text.length() > max) {
      throw InvalidClaim.malformed(claim);
    }
    return text;
  }

  /** A text of 1 to {@code max} printable ASCII characters, if there is one. */
  public Optional<String> optionalText(String claim, int max) throws InvalidClaim {
    return claims.has(claim) ? Optional.of(text(claim, max)) : Optional.empty();
  }

  /** A NumericDate (RFC 7519 §2) of whole seconds after 1970. */
  public Instant instant(String claim) throws InvalidClaim {
    long second = required(claim, () -> claims.integer(claim));
    if (second < 1 || second > LAST_SECOND) {
      throw InvalidClaim.malformed(claim);
    }
    return Instant.ofEpochSecond(second);
  }

  public Optional<Instant> optionalInstant(String claim) throws InvalidClaim {
    return claims.has(claim) ? Optional.of(instant(claim)) : Optional.empty();
  }

  /** A required integer of at least 0. */
  public long count(String claim) throws InvalidClaim {
    long value = required(claim, () -> claims.integer(claim));
    if (value < 0) {
      throw InvalidClaim.malformed(claim);
    }
    return value;
  }

  /**
   * The key that the token is bound to, if it is bound (RFC 7800 §3.1). All confirmation methods of
   * a token must hold, so one beside {@code jkt} that is not supported here is refused.
   *
   * @param tolerated members that may stand beside {@code jkt} because they confirm nothing
   */
  public Optional<Thumbprint> boundKey(Set<String> tolerated) throws InvalidClaim {
    Optional<JsonObject> cnf = required("cnf", () -> claims.optionalObject("cnf"));
    if (cnf.isEmpty()) {
      return Optional.empty();
    }
    Set<String> methods = new HashSet<>(cnf.get().members().keySet());
    // Bound to a client certificate (RFC 8705 §3.1).
    if (methods.contains("x5t#S256")) {
      throw new InvalidClaim(Reason.MUTUAL_TLS_UNSUPPORTED);
    }
    methods.removeAll(tolerated);
    if (!methods.equals(Set.of("jkt"))) {
      throw new InvalidClaim(Reason.CNF_UNSUPPORTED);
    }
    String jkt = required("cnf", () -> cnf.get().string("jkt"));
    try {
      return Optional.of(new Thumbprint(jkt));
    } catch (IllegalArgumentException e) {
      throw InvalidClaim.malformed("cnf");
    }
  }

  private static <T> T required(String claim, Reader<T> reader) throws InvalidClaim {
    try {
      return reader.read();
    } catch (InvalidJson e) {
      throw InvalidClaim.unreadable(claim, e);
    }
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  private interface Reader<T> {
    T read() throws InvalidJson;
  }

  /** Compares {@code exp}, {@code iat} and {@code nbf}; the last may be absent. */
  public void requireTimes(TokenTimes times, Instant now) throws InvalidClaim {
    Instant exp = instant("exp");
    Instant iat = instant("iat");
    Optional<Instant> nbf = optionalInstant("nbf");
    if (!now.isBefore(exp)) {
      throw new InvalidClaim(Reason.EXPIRED);
    }
    if (iat.isAfter(now.plus(times.skew()))) {
      throw new InvalidClaim(Reason.IAT_IN_FUTURE);
    }
    if (!iat.isBefore(exp)) {
      throw new InvalidClaim(Reason.EXP_BEFORE_IAT);
    }
    if (Duration.between(iat, exp).compareTo(times.maxLifetime()) > 0) {
      throw new InvalidClaim(Reason.LIFETIME_TOO_LONG);
    }
    if (nbf.isPresent()) {
      if (nbf.get().isAfter(now.plus(times.skew()))) {
        throw new InvalidClaim(Reason.NOT_YET_VALID);
      }
      if (!nbf.get().isBefore(exp)) {
        throw new InvalidClaim(Reason.EXP_BEFORE_NBF);
      }
    }
  }
}
