package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.Caller.Reply;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * A service that signs with the key of slot 9C of a PIV card, which takes the PIN for each
 * signature: only the card is a fake.
 */
class PivCardOverHttpTest {

  private static final Path PACKED = OptionalBackendOverHttpTest.PACKED;
  private static final String IMAGE = "sha256:" + "0".repeat(64);
  private static final String PIN = "471108";

  @TempDir Path directory;

  @BeforeEach
  void packed() {
    assumeThat(PACKED.resolve("pkcs11")).as("run mvn verify: it packs the backends").isDirectory();
  }

  @Test
  void sign_keyThatTakesThePinEachTime_verifiesByStellaAndCosign() throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("pin"), PIN);
    PivSlot slot = PivSlot.made(directory, PivSlot.SIGNATURE, SignatureAlgorithm.ECDSA_P256_SHA256);
    FakePivApplication application = new FakePivApplication(PIN, new byte[16]);
    application.put(slot);
    try (VirtualReader reader = new VirtualReader(directory);
        FakePivCard card = new FakePivCard(reader.port(), application)) {
      card.putIn();
      reader.awaitCard();
      try (Service service =
              Service.configured(
                  state,
                  development ->
                      TokenSection.in(
                          development,
                          "pkcs11:serial=108421c84210c3eb",
                          "object=SIGN%20key;id=%02",
                          Tools.openScModule(),
                          List.of(reader.environment()),
                          PACKED));
          Caller caller = new Caller(service, Map.of("scanner_digest", IMAGE))) {
        ObjectNode body = caller.sbom("app", IMAGE);
        ((ObjectNode) body.get("options")).put("returnBundle", "both");
        int before = application.signatures();
        Reply reply = caller.sign(body);

        assertThat(reply.status()).as(reply + "\n" + service.log()).isEqualTo(200);
        assertThat(application.signatures()).isGreaterThan(before);
        assertThat(application.pinsTaken()).isGreaterThan(application.signatures());
        assertThat(application.triesLeft()).isEqualTo(3);
        Path bundle = directory.resolve("app.sigstore.json");
        Files.writeString(bundle, reply.json().at("/bundle/sigstore/0").toString());
        Path publicKey = directory.resolve("card.pub");
        Files.writeString(publicKey, PinnedKey.of(slot.publicKey()).pem());
        Path artifact = Files.writeString(directory.resolve("app"), "app");
        Command.of(Tools.stella(), "verify", bundle.toString(), "--key", publicKey.toString())
            .with("--artifact", artifact.toString())
            .succeed();
        Command.Outcome cosign =
            new Verifiers(directory)
                .cosign(bundle, publicKey, "https://cyclonedx.org/bom", artifact);
        assertThat(cosign.exit()).as(cosign.toString()).isZero();
        assertThat(service.log()).doesNotContain(PIN);
      }
    }
  }
}
