package org.stellaops.signer.testkit.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.PossessionProofs.Reading;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** What every reader of DPoP proofs does. Names carry the ids of docs/attacks.md. */
public abstract class PossessionProofsContract {

  protected abstract PossessionProofs proofs();

  /** What proofs may be signed by; the contract proves that the others are refused. */
  protected Set<String> algorithms() {
    return Set.of("ES256", "ES384", "RS256", "PS256", "EdDSA");
  }

  private static final JwsKey KEY = JwsKey.es256("unused");

  /** RFC 9449 figure 2 and figure 13, whose key has this thumbprint. */
  private static final String RFC_THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

  private static final String RFC_HEADER =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMz"
          + "R0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSm"
          + "FqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";

  private static final String FIGURE_2 =
      RFC_HEADER
          + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW"
          + "1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwn"
          + "Qg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

  private static final String FIGURE_13 =
      RFC_HEADER
          + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leG"
          + "FtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNT"
          + "NFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemA"
          + "gR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

  private static Jws proof(JwsKey key) {
    return new Jws()
        .header("typ", "dpop+jwt")
        .header("alg", key.alg())
        .header("jwk", key.requiredMembers())
        .claim("jti", "1");
  }

  private void refused(String compact, TokenFault fault) {
    assertThat(proofs().read(compact)).isEqualTo(new Reading.Unreadable(fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {FIGURE_2, FIGURE_13})
  void read_examplesOfRfc9449_haveTheKnownThumbprint(String example) {
    Reading.Verified verified = (Reading.Verified) proofs().read(example);
    assertThat(verified.key().value()).isEqualTo(RFC_THUMBPRINT);
  }

  @Test
  void read_exampleWithOneCharacterChanged_isRefused() {
    refused(FIGURE_2.replace(".eyJqdGkiOiIt", ".eyJqdGkiOiIu"), TokenFault.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "RS256", "PS256", "EdDSA"})
  void read_eachAlgorithm_givesTheThumbprintOfRfc7638(String alg) {
    JwsKey key =
        switch (alg) {
          case "ES256" -> JwsKey.es256("k");
          case "ES384" -> JwsKey.es384("k");
          case "EdDSA" -> JwsKey.eddsa("k");
          default -> JwsKey.rsa("k", alg, 2048, 65537);
        };
    if (!algorithms().contains(alg)) {
      refused(proof(key).signedBy(key), TokenFault.ALGORITHM);
      return;
    }
    Reading.Verified verified = (Reading.Verified) proofs().read(proof(key).signedBy(key));
    assertThat(verified.key()).isEqualTo(key.thumbprint());
    assertThat(verified.claims().utf8()).isEqualTo("{\"jti\":\"1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "HS256", "ES512", "es256", ""})
  void d06_otherAlgorithms_areRefused(String alg) {
    refused(proof(KEY).header("alg", alg).signedBy(KEY), TokenFault.ALGORITHM);
  }

  @Test
  void d06_algorithmThatDoesNotFitTheKey_isRefused() {
    refused(proof(KEY).header("alg", "ES384").signedBy(KEY), TokenFault.ALGORITHM);
    refused(proof(KEY).header("alg", "RS256").signedBy(KEY), TokenFault.ALGORITHM);
  }

  @Test
  void d06_symmetricKey_isRefused() {
    refused(
        proof(KEY).header("jwk", Map.of("kty", "oct", "k", "AAAA")).signedBy(KEY),
        TokenFault.EMBEDDED_KEY);
  }

  @Test
  void d07_absentKey_isRefused() {
    refused(proof(KEY).withoutHeader("jwk").signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(proof(KEY).header("jwk", null).signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(proof(KEY).header("jwk", "text").signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(proof(KEY).header("jwk", List.of()).signedBy(KEY), TokenFault.EMBEDDED_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void d07_privateMember_isRefused(String member) {
    refused(proof(KEY).header("jwk", with(member, "AAAA")).signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(
        proof(KEY).header("jwk", with(member, new JsonText.Raw("null"))).signedBy(KEY),
        TokenFault.EMBEDDED_KEY);
  }

  @Test
  void d08_furtherMembers_doNotChangeTheThumbprint() {
    Map<String, Object> jwk = with("kid", "mine");
    jwk.put("x5t", "AAAA");
    Reading.Verified verified =
        (Reading.Verified) proofs().read(proof(KEY).header("jwk", jwk).signedBy(KEY));
    assertThat(verified.key()).isEqualTo(KEY.thumbprint());
  }

  @Test
  void d08_keyInANonCanonicalForm_isRefused() {
    String x = x();
    for (String other : List.of(x + "=", "AA" + x, x.substring(1), "")) {
      refused(proof(KEY).header("jwk", with("x", other)).signedBy(KEY), TokenFault.EMBEDDED_KEY);
    }
  }

  @Test
  void j26_weakOrOffCurveKey_isRefused() {
    JwsKey small = JwsKey.rsa("k", "RS256", 1024, 65537);
    refused(proof(small).signedBy(small), TokenFault.EMBEDDED_KEY);
    JwsKey three = JwsKey.rsa("k", "RS256", 2048, 3);
    refused(proof(three).signedBy(three), TokenFault.EMBEDDED_KEY);
    refused(proof(KEY).header("jwk", with("y", x())).signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(proof(KEY).header("jwk", with("crv", "P-384")).signedBy(KEY), TokenFault.EMBEDDED_KEY);
    refused(
        proof(KEY).header("jwk", with("crv", "secp256k1")).signedBy(KEY), TokenFault.EMBEDDED_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void j27_smallOrderOrNonCanonicalPoint_isRefused(String point) {
    String x =
        Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(point));
    Map<String, Object> jwk = Map.of("kty", "OKP", "crv", "Ed25519", "x", x);
    JwsKey signer = JwsKey.eddsa("k");
    refused(
        new Jws().header("alg", "EdDSA").header("jwk", jwk).signedBy(signer),
        TokenFault.EMBEDDED_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u", "crit", "b64", "zip", "enc", "cty"})
  void headerThatChangesTheReading_isRefused(String parameter) {
    refused(proof(KEY).header(parameter, "x").signedBy(KEY), TokenFault.HEADER);
  }

  @Test
  void d26_hugeOrDeepOrDuplicateHeader_isMalformed() {
    refused(proof(KEY).claim("x", "y".repeat(1_000_000)).signedBy(KEY), TokenFault.MALFORMED);
    String jwk = JsonText.of(KEY.requiredMembers());
    String deep = "[".repeat(1_000) + "]".repeat(1_000);
    refused(
        KEY.sign("{\"alg\":\"ES256\",\"jwk\":" + jwk + ",\"x\":" + deep + "}", "{}"),
        TokenFault.MALFORMED);
    refused(
        KEY.sign("{\"alg\":\"ES256\",\"jwk\":" + jwk + ",\"jwk\":" + jwk + "}", "{}"),
        TokenFault.MALFORMED);
  }

  @Test
  void proofOfAnotherKey_isRefused() {
    JwsKey other = JwsKey.es256("k");
    refused(proof(KEY).signedBy(other), TokenFault.SIGNATURE);
  }

  private static String x() {
    return String.valueOf(KEY.requiredMembers().get("x"));
  }

  private static Map<String, Object> with(String member, Object value) {
    Map<String, Object> jwk = new LinkedHashMap<>(KEY.requiredMembers());
    jwk.put(member, value);
    return jwk;
  }
}
