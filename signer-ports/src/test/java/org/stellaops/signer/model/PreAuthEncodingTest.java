package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PreAuthEncodingTest {

  private static final PreAuthEncoding HELLO =
      PreAuthEncoding.of("http://example.com/HelloWorld", Bytes.utf8("hello world"));

  @Test
  void of_vectorOfDsse_givesItsBytes() throws Exception {
    assertThat(new String(encoded(HELLO), StandardCharsets.US_ASCII))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void of_vectorOfDsse_verifiesItsSignature() throws Exception {
    AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
    p256.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point =
        new ECPoint(
            new BigInteger(
                "46950820868899156662930047687818585632848591499744589407958293238635476079160"),
            new BigInteger(
                "5640078356564379163099075877009565129882514886557779369047442380624545832820"));
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(point, p256.getParameterSpec(ECParameterSpec.class))));
    HELLO.update(verifier);
    byte[] signature =
        Bytes.base64(
                "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==")
            .toByteArray();
    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void of_nonAsciiTypeAndPayload_countsBytesNotCharacters() throws Exception {
    byte[] bytes =
        encoded(PreAuthEncoding.of("\u00e9", Bytes.utf8("{\"n\":\"\u00e9\uD83D\uDD11\"}")));
    assertThat(bytes)
        .isEqualTo(
            "DSSEv1 2 \u00e9 14 {\"n\":\"\u00e9\uD83D\uDD11\"}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void of_payloadThatIsNotUtf8_keepsItsBytes() throws Exception {
    byte[] bytes = encoded(PreAuthEncoding.of("t", Bytes.copyOf(new byte[] {-1, -2, 0})));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("44535345763120312074203320fffe00");
  }

  @Test
  void of_emptyTypeAndPayload_hasBothLengths() throws Exception {
    assertThat(
            new String(encoded(PreAuthEncoding.of("", Bytes.empty())), StandardCharsets.US_ASCII))
        .isEqualTo("DSSEv1 0  0 ");
  }

  @Test
  void everyWayOut_givesTheSameBytes() throws Exception {
    byte[] bytes = encoded(HELLO);
    assertThat(HELLO.size()).isEqualTo(bytes.length);
    assertThat(HELLO.sha256()).isEqualTo(Bytes.copyOf(bytes).sha256());
  }

  static byte[] encoded(PreAuthEncoding pae) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pae.writeTo(out);
    return out.toByteArray();
  }
}
