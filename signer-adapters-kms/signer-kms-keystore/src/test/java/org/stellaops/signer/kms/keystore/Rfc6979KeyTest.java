package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PreAuthEncoding;

class Rfc6979KeyTest {

  private static final BigInteger D =
      new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);

  @ParameterizedTest
  @CsvSource({
    "sample, EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
        + " F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    "test, F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,"
        + " 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
  })
  void sign_vectorsOfRfc6979A25_givesTheirIntegers(String message, String r, String s)
      throws IOException {
    byte[] hash = Digest.newSha256().digest(message.getBytes(StandardCharsets.US_ASCII));
    byte[] der = new Rfc6979Key(D).sign(hash).toByteArray();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(Rfc6979Key.P256.getN(), der);
    assertThat(hex(rs[0])).isEqualTo(r);
    assertThat(hex(rs[1])).isEqualTo(s);
  }

  @Test
  void sign_vectorOfDsse_givesItsSignature() throws IOException {
    BigInteger d =
        new BigInteger(
            "97358161215184420915383655311931858321456579547487070936769975997791359926199");
    var hello = PreAuthEncoding.of("http://example.com/HelloWorld", Bytes.utf8("hello world"));
    byte[] der = new Rfc6979Key(d).sign(hello.sha256().bytes().toByteArray()).toByteArray();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(Rfc6979Key.P256.getN(), der);
    assertThat(Bytes.adopt(HexFormat.of().parseHex(hex(rs[0]) + hex(rs[1]))).base64())
        .isEqualTo(
            "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
  }

  @Test
  void new_numberOutsideTheGroup_isRefused() {
    assertThatThrownBy(() -> new Rfc6979Key(BigInteger.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rfc6979Key(Rfc6979Key.P256.getN()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String hex(BigInteger value) {
    return String.format(Locale.ROOT, "%064X", value);
  }
}
