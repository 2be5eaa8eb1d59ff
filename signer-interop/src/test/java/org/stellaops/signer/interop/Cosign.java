package org.stellaops.signer.interop;

import java.nio.file.Path;

/** The real cosign: everything by key, without a log and without leaving the machine. */
final class Cosign {
  private final Path program = Tools.cosign();
  private final Path home;

  /** Keeps its caches and key files under {@code home}. */
  Cosign(Path home) {
    this.home = home;
  }

  Command command(String... arguments) {
    return Command.of(program, arguments)
        .in(home)
        .env("HOME", home.toString())
        .env("COSIGN_PASSWORD", "")
        .env("TUF_ROOT", home.resolve("tuf").toString());
  }

  /** Makes {@code name.key} and {@code name.pub}, an ECDSA P-256 pair; returns the public one. */
  Path generateKeyPair(String name) {
    command("generate-key-pair", "--output-key-prefix", name).succeed();
    return home.resolve(name + ".pub");
  }

  /** Signs an image with {@code keyName.key} the way a release pipeline without a log does. */
  void signImage(String keyName, String reference) {
    command(
            "sign",
            "--key",
            keyName + ".key",
            "--use-signing-config=false",
            "--tlog-upload=false",
            "-y",
            "--allow-http-registry",
            reference)
        .succeed();
  }

  /** {@code cosign verify}: its word on the same question that the release gate answers. */
  Command.Outcome verifyImage(Path publicKey, String reference) {
    return command(
            "verify",
            "--key",
            publicKey.toString(),
            "--insecure-ignore-tlog",
            "--allow-http-registry",
            reference)
        .run();
  }
}
