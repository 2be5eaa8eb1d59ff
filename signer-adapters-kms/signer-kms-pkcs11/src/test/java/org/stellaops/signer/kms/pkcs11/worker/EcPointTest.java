package org.stellaops.signer.kms.pkcs11.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EcPointTest {

  private static byte[] point(int size, int second) {
    byte[] point = new byte[size];
    Arrays.fill(point, (byte) 7);
    point[0] = 4;
    point[1] = (byte) second;
    return point;
  }

  private static byte[] wrapped(byte[] point, int... head) {
    byte[] all = new byte[head.length + point.length];
    for (int i = 0; i < head.length; i++) {
      all[i] = (byte) head[i];
    }
    System.arraycopy(point, 0, all, head.length, point.length);
    return all;
  }

  /** A bare point whose second byte is the length of what follows looks like an OCTET STRING. */
  @Test
  void uncompressed_bareOrWrapped_isThePoint_whateverItsBytes() {
    for (int second = 0; second < 256; second++) {
      byte[] p256 = point(65, second);
      byte[] p384 = point(97, second);
      byte[] p521 = point(133, second);
      assertThat(EcPoint.uncompressed(p256)).isEqualTo(p256);
      assertThat(EcPoint.uncompressed(p384)).isEqualTo(p384);
      assertThat(EcPoint.uncompressed(p521)).isEqualTo(p521);
      assertThat(EcPoint.uncompressed(wrapped(p256, 4, 65))).isEqualTo(p256);
      assertThat(EcPoint.uncompressed(wrapped(p384, 4, 97))).isEqualTo(p384);
      assertThat(EcPoint.uncompressed(wrapped(p521, 4, 0x81, 133))).isEqualTo(p521);
      byte[] edwards = point(32, second);
      assertThat(EcPoint.ed25519(edwards)).isEqualTo(edwards);
      assertThat(EcPoint.ed25519(wrapped(edwards, 4, 32))).isEqualTo(edwards);
      assertThat(EcPoint.ed25519(wrapped(edwards, 3, 33, 0))).isEqualTo(edwards);
    }
  }

  @Test
  void anotherForm_isRefused() {
    byte[] compressed = point(65, 1);
    compressed[0] = 2;
    for (byte[] wrong :
        new byte[][] {
          {}, {4}, compressed, point(64, 1), point(33, 1), wrapped(point(65, 1), 4, 64)
        }) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> EcPoint.uncompressed(wrong));
    }
    for (byte[] wrong : new byte[][] {{}, point(57, 1), wrapped(point(32, 1), 5, 32)}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> EcPoint.ed25519(wrong));
    }
  }
}
