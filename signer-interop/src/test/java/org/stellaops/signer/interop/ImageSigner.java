package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Release pipelines, as users of cosign have them: version 3 with bundles and version 2 with tags,
 * by key and with certificates of a {@link SigstoreStack}.
 */
final class ImageSigner {

  private static final String FROM = "start-time=2024-01-01T00:00:00Z,operator=local";

  private final Path home;
  private final SigstoreStack stack;
  private final Cosign cosign;
  private final Path cosign2 = Tools.cosign2();
  private final Path services;

  ImageSigner(Path home, SigstoreStack stack) throws IOException {
    this.home = home;
    this.stack = stack;
    this.cosign = new Cosign(home);
    this.services = home.resolve("services.json");
    Files.writeString(home.resolve("predicate.json"), "{\"x\":1}");
    cosign
        .command(
            "signing-config",
            "create",
            "--fulcio=url=" + stack.fulcio() + ",api-version=1," + FROM,
            "--rekor=url=http://localhost:" + stack.rekor().getPort() + ",api-version=2," + FROM,
            "--rekor-config=ANY",
            "--tsa=url=" + stack.timestamps() + ",api-version=1," + FROM,
            "--tsa-config=ANY",
            "--out=" + services)
        .succeed();
  }

  Path generateKeyPair(String name) {
    return cosign.generateKeyPair(name);
  }

  private Command version2(String... arguments) {
    return Command.of(cosign2, arguments)
        .in(home)
        .env("HOME", home.toString())
        .env("COSIGN_PASSWORD", "")
        .env("TUF_ROOT", home.resolve("tuf").toString());
  }

  /** A bundle in a referrer. */
  void signByKey(String keyName, String reference, String... more) {
    cosign
        .command(
            "sign",
            "--key=" + keyName + ".key",
            "--use-signing-config=false",
            "--tlog-upload=false",
            "-y",
            "--allow-http-registry")
        .with(more)
        .with(reference)
        .succeed();
  }

  /** A layer under the tag {@code .sig}. */
  void signByKeyV2(String keyName, String reference, String... more) {
    version2("sign", "--key=" + keyName + ".key", "--tlog-upload=false", "-y")
        .with("--allow-http-registry")
        .with(more)
        .with(reference)
        .succeed();
  }

  /** Both versions take a text for the name of a file first. */
  private Path token(String workload) {
    try {
      return Files.writeString(home.resolve("token"), stack.identities().token(workload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A bundle with a certificate, an entry in Rekor v2 and a timestamp. */
  void signKeyless(String workload, String reference) {
    cosign
        .command(
            "sign",
            "--signing-config=" + services,
            "--trusted-root=" + stack.trustedRoot(),
            "--identity-token=" + token(workload),
            "-y",
            "--allow-http-registry",
            reference)
        .succeed();
  }

  /** A layer under the tag {@code .sig} with a certificate and a timestamp; Rekor v1 is no more. */
  void signKeylessV2(String workload, String reference) {
    version2(
            "sign",
            "--fulcio-url=" + stack.fulcio(),
            "--identity-token=" + token(workload),
            "--insecure-skip-verify",
            "--timestamp-server-url=" + stack.timestamps(),
            "--tlog-upload=false",
            "-y",
            "--allow-http-registry",
            reference)
        .succeed();
  }

  /** An attestation: a bundle, or by version 2 a layer under the tag {@code .att}. */
  void attestByKey(boolean version2, String keyName, String type, String reference) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "attest",
                "--key=" + keyName + ".key",
                "--type=" + type,
                "--predicate=predicate.json",
                "--tlog-upload=false",
                "-y",
                "--allow-http-registry"));
    if (!version2) {
      words.add("--use-signing-config=false");
    }
    words.add(reference);
    String[] all = words.toArray(String[]::new);
    (version2 ? version2(all) : cosign.command(all)).succeed();
  }

  Command.Outcome verifyByKey(String keyName, String reference) {
    return cosign.verifyImage(home.resolve(keyName + ".pub"), reference);
  }

  Command.Outcome verifyByKeyV2(String keyName, String reference) {
    return version2("verify", "--key=" + keyName + ".pub", "--insecure-ignore-tlog")
        .with("--allow-http-registry", reference)
        .run();
  }

  Command.Outcome verifyAttestation(String keyName, String type, String reference) {
    return cosign
        .command(
            "verify-attestation",
            "--key=" + keyName + ".pub",
            "--type=" + type,
            "--insecure-ignore-tlog",
            "--allow-http-registry",
            reference)
        .run();
  }

  /** With a signed certificate timestamp, a timestamp, and a log entry unless said otherwise. */
  Command.Outcome verifyKeyless(String identity, String reference, String... more) {
    return cosign
        .command(
            "verify",
            "--trusted-root=" + stack.trustedRoot(),
            "--certificate-identity=" + identity,
            "--certificate-oidc-issuer=" + stack.identities().issuer(),
            "--use-signed-timestamps",
            "--allow-http-registry")
        .with(more)
        .with(reference)
        .run();
  }
}
