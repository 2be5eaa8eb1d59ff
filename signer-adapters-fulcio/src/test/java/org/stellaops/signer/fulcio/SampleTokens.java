package org.stellaops.signer.fulcio;

import java.time.Instant;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** Identity tokens of a workload, as an issuer mints them. */
final class SampleTokens {

  static final String SUBJECT = "spiffe://example.test/tenant/acme/signer";
  static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

  private static final JwsKey KEY = JwsKey.es256("sample");

  private SampleTokens() {}

  static String until(Instant expiry) {
    return form(expiry).signedBy(KEY);
  }

  /** Right as it is, to be spoilt. */
  static Jws form(Instant expiry) {
    return new Jws()
        .header("alg", KEY.alg())
        .claim("iss", "https://identity.example.test")
        .claim("sub", SUBJECT)
        .claim("aud", "sigstore")
        .claim("exp", expiry.getEpochSecond());
  }

  static String signed(Jws form) {
    return form.signedBy(KEY);
  }
}
