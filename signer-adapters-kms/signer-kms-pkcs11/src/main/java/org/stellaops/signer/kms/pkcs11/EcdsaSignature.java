package org.stellaops.signer.kms.pkcs11;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;

/** Two integers side by side, as tokens give them (PKCS#11 v3.0 §2.3.1), in DER. */
final class EcdsaSignature {

  private EcdsaSignature() {}

  /**
   * The {@code Ecdsa-Sig-Value} (RFC 3279 §2.2.3) of r||s.
   *
   * @param width bytes of the curve's order
   * @return empty if the answer has another length, or an integer is zero
   */
  static Optional<Bytes> der(byte[] rs, int width) {
    if (rs.length != 2 * width) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(rs, 0, width));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, width, 2 * width));
    if (r.signum() == 0 || s.signum() == 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    put(body, r);
    put(body, s);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(0x30);
    if (body.size() >= 0x80) {
      whole.write(0x81);
    }
    whole.write(body.size());
    whole.writeBytes(body.toByteArray());
    return Optional.of(Bytes.adopt(whole.toByteArray()));
  }

  private static void put(ByteArrayOutputStream out, BigInteger value) {
    byte[] bytes = value.toByteArray();
    out.write(0x02);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
