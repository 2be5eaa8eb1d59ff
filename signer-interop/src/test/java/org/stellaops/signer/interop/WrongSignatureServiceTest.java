package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.SigningKey;

/**
 * K06 with a real program: moto hashes a digest once more, and answers 200 with a well-formed
 * signature that is wrong.
 */
class WrongSignatureServiceTest {

  @Test
  void serviceThatAnswersWithAWrongSignature_isCaughtByTheCheck(@TempDir Path directory) {
    int port = Peer.freePorts(1);
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    Deadline soon = Deadline.in(Duration.ofSeconds(30), Ticker.system());
    PreAuthEncoding message = PreAuthEncoding.of("t", Bytes.utf8("message"));
    try (AwsPeer moto =
            new AwsPeer(
                Peer.start(
                    "moto",
                    List.of(
                        Tools.moto().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                    Map.of(),
                    directory.resolve("moto.log"),
                    endpoint),
                endpoint);
        KeyBackend backend = moto.open()) {
      String arn = moto.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      SigningKey key = backend.open(new KeyUri(arn), null, soon);
      SignatureValue made = key.sign(message, () -> {}, soon);
      assertThatExceptionOfType(ServiceFailure.class)
          .isThrownBy(
              () -> new SignatureCheck(JcaProviders.platform()).verified(key.pin(), message, made))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SELF_VERIFY_FAILED));
    }
  }
}
