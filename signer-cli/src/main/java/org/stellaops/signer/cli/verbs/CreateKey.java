package org.stellaops.signer.cli.verbs;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.NewKeyWords;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.SignatureAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a signing key, and says what to write into the configuration. */
@Command(
    name = "create",
    description = "Make a signing key in a keystore, in a PEM file or on a token.",
    footer = {
      "",
      "The result is what to write into the configuration. Nothing that exists is",
      "overwritten: a key is added to a keystore that the password opens.",
      "",
      "Example:",
      "  stella keys create sbom --keystore keys.p12 --password file:keys.pw \\",
      "    --public-key sbom.pub",
      "  stella keys create sbom --module /usr/lib/softhsm/libsofthsm2.so \\",
      "    --token pkcs11:token=stella --pin file:token.pin"
    })
final class CreateKey implements Runnable {

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private NewKeyPlace place = new NewKeyPlace();
  @Mixin private NewKeyToken token = new NewKeyToken();

  @Parameters(
      paramLabel = "NAME",
      description = "what the tenant will call the key: a-z, 0-9 and hyphen")
  private String name = "";

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "what it signs by: ecdsa-p256-sha256 (default), ecdsa-p384-sha384, ecdsa-p521-sha512,"
              + " ed25519, rsa-pkcs1-sha256, rsa-pss-sha256, ml-dsa-44, ml-dsa-65 or ml-dsa-87")
  private @Nullable String algorithm;

  @Option(
      names = "--bits",
      paramLabel = "N",
      description = "of an RSA key: 2048, 3072 (default) or 4096")
  private @Nullable Integer bits;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "write the public key here, as PEM")
  private @Nullable Path publicKey;

  @Override
  public void run() {
    KeyName called = called();
    NewKeyKind kind = kind();
    requirePlace();
    Path half = publicKey;
    if (half == null) {
      NewKeyWords.print(terminal, make(called, kind));
      return;
    }
    if (place.isAt(half)) {
      throw CommandFailed.usage("--public-key names the file that the private key is to be in");
    }
    requireNew(half);
    try (PendingFile pending = PendingFile.open(half)) {
      NewKeyWords.Made made = make(called, kind);
      keep(pending, half, made);
      NewKeyWords.print(terminal, made);
      terminal.say("wrote " + half + " (public key)");
    }
  }

  private void requirePlace() {
    if (token.named() && place.named()) {
      throw CommandFailed.usage(
          "a key is in a file or on a token: give --keystore or --pem, or --module; not both");
    }
    if (token.named()) {
      token.require();
    } else {
      place.require();
    }
  }

  private NewKeyWords.Made make(KeyName called, NewKeyKind kind) {
    NewKeyWords.Made made = token.named() ? token.make(called, kind) : place.make(called, kind);
    (token.named() ? token.note().stream().toList() : place.notes()).forEach(terminal::say);
    return made;
  }

  private KeyName called() {
    try {
      return new KeyName(name);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    }
  }

  private NewKeyKind kind() {
    try {
      return NewKeyKind.of(
          algorithm == null
              ? SignatureAlgorithm.ECDSA_P256_SHA256
              : OptionValue.algorithm("--algorithm", algorithm),
          bits);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--bits: " + e.getMessage(), e);
    }
  }

  /** A public key that somebody trusts is not replaced by one that nobody knows yet. */
  private static void requireNew(Path file) {
    if (Files.isRegularFile(file)) {
      throw CommandFailed.file("--public-key: " + file + " exists, and is not overwritten", null);
    }
  }

  /** The key is there by now: a failure says so. */
  private static void keep(PendingFile pending, Path file, NewKeyWords.Made made) {
    try {
      requireNew(file);
      pending.write(Bytes.utf8(made.key().pem()));
    } catch (CommandFailed e) {
      throw CommandFailed.file(
          "the key "
              + made.key().fingerprint()
              + " was made in "
              + made.where()
              + "; its public key could not be kept: "
              + e.getMessage()
              + ". Read it with stella keys list --config",
          e);
    }
  }
}
