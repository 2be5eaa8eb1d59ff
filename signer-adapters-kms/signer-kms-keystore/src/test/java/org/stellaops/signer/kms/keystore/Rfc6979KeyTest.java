package org.stellaops.signer.kms.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.kms.keystore.Rfc6979Key.Curve;
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
    byte[] der = new Rfc6979Key(Curve.P256, D).sign(hash).toByteArray();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(Curve.P256.domain().getN(), der);
    assertThat(hex(rs[0])).isEqualTo(r);
    assertThat(hex(rs[1])).isEqualTo(s);
  }

  /** RFC 6979 A.2.6 and A.2.7 with the hash of the curve. */
  @ParameterizedTest
  @CsvSource({
    "P384, SHA-384, 6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"
        + "96D5724E4C70A825F872C9EA60D2EDF5,"
        + " sample, 94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
        + "81A648152E44ACF96E36DD1E80FABE46,"
        + " 99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
        + "A329C145786E679E7B82C71A38628AC8",
    "P521, SHA-512, 0FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB3"
        + "2F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538,"
        + " sample, C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1"
        + "EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA,"
        + " 617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF28262"
        + "3EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A"
  })
  void sign_vectorsOfTheLargerCurves_givesTheirIntegers(
      Curve curve, String hash, String d, String message, String r, String s) throws Exception {
    byte[] digest =
        MessageDigest.getInstance(hash).digest(message.getBytes(StandardCharsets.US_ASCII));
    byte[] der = new Rfc6979Key(curve, new BigInteger(d, 16)).sign(digest).toByteArray();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(curve.domain().getN(), der);
    assertThat(rs[0]).isEqualTo(new BigInteger(r, 16));
    assertThat(rs[1]).isEqualTo(new BigInteger(s, 16));
  }

  /** Two messages under one nonce give the key away. */
  @Test
  void k06_manyMessages_neverShareANonce() throws IOException {
    Rfc6979Key key = new Rfc6979Key(Curve.P256, D);
    Set<BigInteger> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      byte[] der =
          key.sign(Bytes.utf8("message " + i).sha256().bytes().toByteArray()).toByteArray();
      seen.add(StandardDSAEncoding.INSTANCE.decode(Curve.P256.domain().getN(), der)[0]);
    }
    assertThat(seen).hasSize(300);
  }

  @Test
  void sign_vectorOfDsse_givesItsSignature() throws IOException {
    BigInteger d =
        new BigInteger(
            "97358161215184420915383655311931858321456579547487070936769975997791359926199");
    var hello = PreAuthEncoding.of("http://example.com/HelloWorld", Bytes.utf8("hello world"));
    byte[] der =
        new Rfc6979Key(Curve.P256, d).sign(hello.sha256().bytes().toByteArray()).toByteArray();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(Curve.P256.domain().getN(), der);
    assertThat(Bytes.adopt(HexFormat.of().parseHex(hex(rs[0]) + hex(rs[1]))).base64())
        .isEqualTo(
            "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
  }

  @Test
  void new_numberOutsideTheGroup_isRefused() {
    assertThatThrownBy(() -> new Rfc6979Key(Curve.P256, BigInteger.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rfc6979Key(Curve.P256, Curve.P256.domain().getN()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String hex(BigInteger value) {
    return String.format(Locale.ROOT, "%064X", value);
  }
}
