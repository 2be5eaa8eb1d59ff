package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.identity.DpopProofs;
import org.stellaops.signer.ports.PossessionProofs;

/** What callers are told of algorithms is what their proofs are checked by. */
class ProofAlgorithmsTest {

  @ParameterizedTest
  @CsvSource({
    "ES256, SHA256withECDSAinP1363Format, 256",
    "ES384, SHA384withECDSAinP1363Format, 384",
    "ES512, SHA512withECDSAinP1363Format, 521",
    "RS256, SHA256withRSA, 2048",
    "RS384, SHA384withRSA, 2048",
    "PS256, RSASSA-PSS, 2048",
    "PS384, RSASSA-PSS, 2048",
    "EdDSA, Ed25519, 0"
  })
  void announced_eachAlgorithm_isWhatProofsAreReadWith(String name, String jca, int size)
      throws Exception {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(size == 0 ? "Ed25519" : size < 1000 ? "EC" : "RSA");
    if (size > 0) {
      generator.initialize(size);
    }
    KeyPair pair = generator.generateKeyPair();
    String header =
        new JWSHeader.Builder(JWSAlgorithm.parse(name))
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(jwk(pair, size))
            .build()
            .toBase64URL()
            .toString();
    String input = header + "." + Base64URL.encode("{\"jti\":\"a\"}");
    Signature signature = Signature.getInstance(jca);
    if (jca.equals("RSASSA-PSS")) {
      int bits = Integer.parseInt(name.substring(2));
      signature.setParameter(
          new PSSParameterSpec(
              "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
    }
    signature.initSign(pair.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));

    PossessionProofs.Reading reading =
        new DpopProofs().read(input + "." + Base64URL.encode(signature.sign()));

    assertThat(reading instanceof PossessionProofs.Reading.Verified)
        .as("%s", reading)
        .isEqualTo(SignerServer.PROOF_ALGORITHMS.contains(name));
  }

  private static JWK jwk(KeyPair pair, int size) {
    return switch (pair.getPublic()) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec ->
          new ECKey.Builder(size == 256 ? Curve.P_256 : size == 384 ? Curve.P_384 : Curve.P_521, ec)
              .build();
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded();
        yield new OctetKeyPair.Builder(
                Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
            .build();
      }
      default -> throw new AssertionError(pair.getPublic());
    };
  }
}
