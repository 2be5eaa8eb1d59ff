package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.interop.Caller.Reply;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * The whole way through a library that is no part of the distribution: the service that is
 * configured with a token, the backend as it was packed, and an answer that verifies under the key
 * as another program reads it from the token.
 */
class OptionalBackendOverHttpTest {

  static final Path PACKED =
      Tools.repository()
          .resolve("signer-adapters-kms/signer-kms-pkcs11/target/stella-backend-pkcs11");
  private static final String IMAGE = "sha256:" + "0".repeat(64);

  @TempDir Path directory;

  @BeforeEach
  void packed() {
    assumeThat(PACKED.resolve("pkcs11")).as("run mvn verify: it packs the backends").isDirectory();
  }

  private static String withToken(String development, SoftHsm token, String key, Path libraries) {
    return TokenSection.in(development, token, key, Tools.softHsmModule(), Map.of(), libraries);
  }

  @Test
  void sign_keyOfAToken_byThePackedLibrary_verifies() throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("pin"), SoftHsm.PIN);
    try (SoftHsm token = new SoftHsm(directory)) {
      String key = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      try (Service service =
              Service.configured(state, development -> withToken(development, token, key, PACKED));
          Caller caller = new Caller(service, Map.of("scanner_digest", IMAGE))) {
        Reply reply = caller.sign(caller.sbom("app", IMAGE));

        assertThat(reply.status()).as(reply + "\n" + service.log()).isEqualTo(200);
        Path bundle = directory.resolve("app.dsse.json");
        Files.writeString(bundle, reply.json().get("bundle").get("dsse").toString());
        Path publicKey = directory.resolve("token.pub");
        Files.writeString(
            publicKey,
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(token.publicKey(key).getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
        Command.of(Tools.stella(), "verify", bundle.toString(), "--key", publicKey.toString())
            .succeed();
        assertThat(service.log()).doesNotContain(SoftHsm.PIN);
      }
    }
  }

  @Test
  void doctor_libraryIsNotThere_saysWhatToUnpackAndWhere() throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("pin"), SoftHsm.PIN);
    Path empty = Files.createDirectories(directory.resolve("empty"));
    try (SoftHsm token = new SoftHsm(directory)) {
      String key = token.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      try (Service service =
          Service.configured(state, development -> withToken(development, token, key, PACKED))) {
        Path file = state.resolve("service.yaml");
        Files.writeString(
            file, Files.readString(file).replace(PACKED.toString(), empty.toString()));

        Command.Outcome outcome =
            Command.of(Tools.stella(), "doctor", "--config", file.toString()).run();

        assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
        assertThat(outcome.text())
            .contains(
                "service.yaml:",
                "keys.backends.hsm.type",
                "stella-backend-pkcs11.tar.gz into " + empty);
        assertThat(service.log()).doesNotContain(SoftHsm.PIN);
      }
    }
  }
}
