package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;

/** {@code stella sign --batch} without a server: one signer in this process for all files. */
class SignBatchInProcessTest {

  @TempDir static Path state;
  @TempDir Path scratch;

  private static Development development;
  private Path sboms;
  private Path poe;

  @BeforeAll
  static void start() {
    development = DevelopmentService.install(state.resolve("dev"), Ports.free(), false);
  }

  @AfterAll
  static void stop() {
    development.close();
  }

  @BeforeEach
  void documents() {
    sboms = Samples.directory(scratch, "sboms");
    for (int i = 0; i < 40; i++) {
      Samples.file(
          sboms,
          "app-" + (100 + i) + ".json",
          "{\"bomFormat\":\"CycloneDX\",\"version\":" + i + "}");
    }
    URI authority = URI.create(development.config().authorities().getFirst().issuer().value());
    poe =
        Samples.file(scratch, "poe", new DevelopmentClient(authority).proofOfEntitlement(Map.of()));
  }

  private Ran sign(Path config, Object... more) {
    return stella(
        List.of(
            "sign",
            "sbom",
            sboms,
            "--batch",
            "--config",
            config,
            "--tenant",
            "demo",
            "--instance",
            "dev",
            "--poe",
            "file:" + poe),
        more);
  }

  /** The configuration without what asks for a release, with these changes. */
  private static Path changed(String name, String... changes) throws IOException {
    Path file = development.configFile();
    String content =
        Files.readString(file)
            .replace(
                "cyclonedx.org/bom\": {release: required}",
                "cyclonedx.org/bom\": {release: not-required}");
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(content).contains(changes[i]);
      content = content.replace(changes[i], changes[i + 1]);
    }
    return Files.writeString(file.resolveSibling(name), content);
  }

  @Test
  void development_signsAllWithOneKey() {
    Path key = scratch.resolve("signer.pub");
    Path out = scratch.resolve("out");

    Ran ran = stella("sign", "sbom", sboms, "--batch", "--dev", "--out", out, "--public-key", key);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).endsWith("40 of 40 file(s) signed: 40 now, 0 already\n");
    assertThat(stella("verify", out, "--key", key).exit()).isZero();
  }

  @Test
  void keysThatAreNotPublished_areReadToCheckEarlierBundles() throws IOException {
    Path config = changed("unpublished.yaml", "published: true", "published: false");

    Ran first = sign(config);
    Ran second = sign(config);

    assertThat(first.exit()).as(first.out() + first.err()).isZero();
    assertThat(second.exit()).as(second.out()).isZero();
    assertThat(second.out()).endsWith("40 of 40 file(s) signed: 0 now, 40 already\n");
  }

  /** Tenants count by the day: what is spent stays spent until the configuration allows more. */
  @Test
  void quotaOfTheDay_stopsTheRunAndALaterOneSignsTheRest() throws IOException {
    String plenty = "signaturesPerDay: 100000000";
    Path store = state.resolve("dev/quota-store");
    Path few =
        changed(
            "few.yaml", plenty, "signaturesPerDay: 7", "directory: store", "directory: " + store);
    Path more = changed("more.yaml", "directory: store", "directory: " + store);

    Ran first = sign(few);
    Ran second = sign(more);

    assertThat(first.exit()).as(first.out() + first.err()).isEqualTo(5);
    assertThat(first.err()).contains("quota", "stopped: 7 of 40 file(s) are signed");
    assertThat(second.exit()).as(second.out() + second.err()).isZero();
    assertThat(second.out()).endsWith("40 of 40 file(s) signed: 33 now, 7 already\n");
  }

  @Test
  void bundleOfACertificate_isThatOfAKeylessRunAlone() throws Exception {
    for (int i = 1; i < 40; i++) {
      Files.delete(sboms.resolve("app-" + (100 + i) + ".json"));
    }
    Path sbom = sboms.resolve("app-100.json");
    Path bundle = sboms.resolve("app-100.json.sigstore.json");
    Path config = changed("keyful.yaml");
    ObjectNode good = certified(Document.sbom(sbom, null).payload());

    Files.writeString(bundle, good.toString());
    Ran keyless = sign(config, "--keyless");
    Ran keyful = sign(config);
    ((ObjectNode) good.at("/verificationMaterial/timestampVerificationData"))
        .putArray("rfc3161Timestamps");
    Files.writeString(bundle, good.toString());
    Ran timeless = sign(config, "--keyless");
    Files.writeString(bundle, certified(Bytes.utf8("{}")).toString());
    Ran other = sign(config, "--keyless");
    ObjectNode forged = certified(Bytes.utf8("{}"));
    ((ObjectNode) forged.get("dsseEnvelope"))
        .put("payload", Document.sbom(sbom, null).payload().base64());
    Files.writeString(bundle, forged.toString());
    Ran unsigned = sign(config, "--keyless");

    assertThat(keyless.exit()).as(keyless.out()).isZero();
    assertThat(keyless.out()).startsWith("already signed ");
    assertThat(keyful.out()).contains("signed for an identity (--keyless) and not by a key");
    assertThat(timeless.out()).contains("without a timestamp");
    assertThat(other.out()).contains("bundle of another document");
    assertThat(unsigned.out()).contains("its signature is by none of the keys");
    assertThat(List.of(keyful.exit(), timeless.exit(), other.exit(), unsigned.exit()))
        .containsOnly(3);
  }

  /** With a certificate that nobody but this test vouches for, and a timestamp that is none. */
  private ObjectNode certified(Bytes payload) throws Exception {
    Path file = scratch.resolve("keys-" + payload.sha256().hex() + ".p12");
    if (!Files.exists(file)) {
      Samples.keystore(file, "password", "a");
    }
    KeyStore keys = KeyStore.getInstance(file.toFile(), "password".toCharArray());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign((PrivateKey) keys.getKey("a", "password".toCharArray()));
    PreAuthEncoding.of(DocumentTypes.IN_TOTO, payload).update(signature);
    Base64.Encoder base64 = Base64.getEncoder();
    ObjectNode bundle = Samples.JSON.createObjectNode();
    bundle.put("mediaType", DocumentTypes.SIGSTORE_BUNDLE);
    ObjectNode material = bundle.putObject("verificationMaterial");
    material
        .putObject("certificate")
        .put("rawBytes", base64.encodeToString(keys.getCertificate("a").getEncoded()));
    material
        .putObject("timestampVerificationData")
        .putArray("rfc3161Timestamps")
        .addObject()
        .put("signedTimestamp", "AAAA");
    ObjectNode envelope = bundle.putObject("dsseEnvelope");
    envelope.put("payload", payload.base64()).put("payloadType", DocumentTypes.IN_TOTO);
    envelope.putArray("signatures").addObject().put("sig", base64.encodeToString(signature.sign()));
    return bundle;
  }
}
