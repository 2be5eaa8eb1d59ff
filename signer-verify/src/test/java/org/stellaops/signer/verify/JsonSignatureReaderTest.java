package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.testkit.registry.SignatureReaderContract;

class JsonSignatureReaderTest extends SignatureReaderContract {

  private static final DocumentSigner SIGNER = DocumentSigner.p256();

  @Override
  protected SignatureReader reader() {
    return new JsonSignatureReader();
  }

  private Reading read(Bytes document) {
    return reader().read(document, List.of(SIGNER.key()));
  }

  /** Memory beyond the document and the payload: none, and one copy of the text for an escape. */
  @ParameterizedTest
  @CsvSource({"same, 0", "urlSafe, 0", "unpadded, 0", "escaped, 1"})
  void payload_over20MillionCharacters_takesNoMoreMemoryThanItself(String base64, int copies) {
    byte[] large = new byte[(24 << 20) + 1];
    Arrays.fill(large, (byte) 0xFF);
    Bytes payload = Bytes.adopt(large);
    Bytes sig = SIGNER.sign(DocumentSigner.IN_TOTO, payload);
    String text = payload.base64();
    String written =
        switch (base64) {
          case "urlSafe" -> text.replace('/', '_');
          case "unpadded" -> text.replace("=", "");
          case "escaped" -> text.replace("==", "=\\u003d");
          default -> text;
        };
    Bytes document =
        Bytes.utf8(SIGNER.bundle(DocumentSigner.IN_TOTO, payload, sig).replace(text, written));
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    read(Bytes.utf8(SIGNER.bundle("{}")));

    long before = thread.getCurrentThreadAllocatedBytes();
    Reading reading = read(document);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(large.length + (long) copies * document.size() + (1 << 20));
    assertThat(reading).isInstanceOf(Reading.Read.class);
    assertThat(((Reading.Read) reading).payload()).isEqualTo(payload);
    assertThat(((Reading.Read) reading).signatures().get(0).by())
        .contains(new KeyIdentity(SIGNER.key()));
  }

  @Test
  void document_thatIsASliceOfALargerArray_isReadFromItsOwnStart() {
    String bundle = SIGNER.bundle("{}");
    Bytes around = Bytes.utf8("\"\"\"" + bundle + "\"\"");
    Reading reading = read(around.slice(3, 3 + bundle.length()));
    assertThat(((Reading.Read) reading).signatures().get(0).by())
        .contains(new KeyIdentity(SIGNER.key()));
  }

  @Test
  void anyByteOfADocument_changed_neverVerifiesOtherContent() {
    Digest image = Bytes.utf8("image").sha256();
    for (String document :
        List.of(
            SIGNER.bundle(DocumentSigner.imageStatement(image)),
            SIGNER.envelope(DocumentSigner.imageStatement(image)))) {
      Reading.Read original = (Reading.Read) read(Bytes.utf8(document));
      byte[] bytes = Bytes.utf8(document).toByteArray();
      Random random = new Random(7);
      for (int at = 0; at < bytes.length; at++) {
        for (int mask : new int[] {1, 0x20, 0x80, 1 + random.nextInt(255)}) {
          byte[] changed = bytes.clone();
          changed[at] ^= (byte) mask;
          assertSameOrRefused(original, read(Bytes.adopt(changed)), at);
        }
      }
    }
  }

  @Test
  void anyMutationOfADocument_neverVerifiesOtherContentAndNeverThrows() {
    String document = SIGNER.bundle("{\"a\":1}");
    Reading.Read original = (Reading.Read) read(Bytes.utf8(document));
    byte[] bytes = Bytes.utf8(document).toByteArray();
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = mutate(bytes, random);
      assertSameOrRefused(original, read(Bytes.adopt(changed)), round);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(8), bytes.length - from);
    int to = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(3)) {
      case 0 -> splice(bytes, from, from + length, new byte[0]);
      case 1 -> splice(bytes, to, to, Arrays.copyOfRange(bytes, from, from + length));
      default -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        yield splice(bytes, from, from + length, noise);
      }
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[bytes.length - (to - from) + middle.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }

  /** Key hints and white space prove nothing, so that only what was signed has to be the same. */
  private static void assertSameOrRefused(Reading.Read original, Reading reading, int at) {
    if (reading instanceof Reading.Read read
        && read.signatures().stream().anyMatch(finding -> finding.by().isPresent())) {
      assertThat(read.payload()).describedAs("change %d", at).isEqualTo(original.payload());
      assertThat(read.payloadType()).isEqualTo(original.payloadType());
    }
  }
}
