package org.stellaops.signer.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.json.CanonicalWriter;
import org.stellaops.signer.words.Bytes;
import org.stellaops.signer.words.Digest;
import picocli.CommandLine.Option;

/** What to sign with, for whom, and where the result goes. */
final class SigningOptions {

  @Option(names = "--key", paramLabel = "NAME", description = "the tenant's key to sign with")
  private @Nullable String key;

  @Option(
      names = "--poe",
      paramLabel = "env:NAME|file:PATH",
      description = "where the Proof of Entitlement is")
  private @Nullable String proofOfEntitlement;

  @Option(
      names = "--scanner-digest",
      paramLabel = "sha256:HEX",
      description = "manifest digest of this scanner's image (default: what the token says)")
  private @Nullable String scannerDigest;

  @Option(
      names = "--idempotency-key",
      paramLabel = "TEXT",
      description = "makes a repeated request give the first answer")
  private @Nullable String idempotencyKey;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "write the Sigstore bundle here (default: standard output)")
  private @Nullable Path bundle;

  @Option(names = "--envelope", paramLabel = "FILE", description = "write the DSSE envelope here")
  private @Nullable Path envelope;

  @Option(names = "--public-key", paramLabel = "FILE", description = "write the signer's key here")
  private @Nullable Path publicKey;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "sign in this process with this configuration, instead of a server")
  private @Nullable Path config;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "with --config: the tenant to sign for")
  private @Nullable String tenant;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description =
          "with --config: the installation that the Proof of Entitlement is for (default: local)")
  private @Nullable String instance;

  int sign(
      Document document,
      ServerOptions server,
      Terminal terminal,
      @Nullable String policyDigest,
      @Nullable String viewSet) {
    requireOneWay(server);
    CanonicalWriter options = Document.options(SignCommand.keys(key), policyDigest, viewSet);
    Bytes answer =
        server.named() ? remote(document, server, options) : local(document, server, options);
    deliver(SignedFiles.of(answer), answer, terminal);
    return ExitCode.GOOD.number();
  }

  /** What would say nothing is refused by its name, not ignored. */
  private void requireOneWay(ServerOptions server) {
    if (server.named() && (config != null || tenant != null || instance != null)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--config, --tenant and --instance sign in this process: without --server");
    }
    if (server.named()) {
      return;
    }
    if (server.identified()) {
      throw new CommandFailed(ExitCode.USAGE, "--token and --dpop-key are for a --server URL");
    }
    if (server.development()
        && (config != null || tenant != null || instance != null || proofOfEntitlement != null)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--dev in this process makes its own --config, --tenant, --instance and --poe");
    }
  }

  private Bytes remote(Document document, ServerOptions server, CanonicalWriter options) {
    Digest asserted = digest();
    SignerClient client = server.client("signer.sign");
    boolean fromAuthority = server.development() && proofOfEntitlement == null;
    String proof =
        fromAuthority
            ? DevelopmentClient.of(server.origin()).proofOfEntitlement(Map.of())
            : proof();
    Digest scanner = asserted == null ? client.claimedScanner() : asserted;
    return client
        .post("/api/v1/signer/sign/dsse", document.request(proof, scanner, options), idempotencyKey)
        .orFail();
  }

  private Bytes local(Document document, ServerOptions server, CanonicalWriter options) {
    // Before anything is started that would have to be stopped.
    Digest asserted = digest();
    if (server.development()) {
      return EmbeddedSigning.development().sign(document, options, asserted, idempotencyKey);
    }
    if (config == null || tenant == null) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "name a server (--server URL), or sign in this process: --config FILE and --tenant NAME,"
              + " or --dev");
    }
    return EmbeddedSigning.configured(
            config, tenant, Objects.requireNonNullElse(instance, "local"), proof())
        .sign(document, options, asserted, idempotencyKey);
  }

  private String proof() {
    if (proofOfEntitlement == null) {
      throw new CommandFailed(
          ExitCode.USAGE, "name your Proof of Entitlement: --poe env:NAME or file:PATH");
    }
    return SecretReference.read("--poe", proofOfEntitlement);
  }

  private @Nullable Digest digest() {
    try {
      return scannerDigest == null ? null : Digest.parse(scannerDigest);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, "--scanner-digest: " + e.getMessage(), e);
    }
  }

  private void deliver(SignedFiles files, Bytes answer, Terminal terminal) {
    if (bundle != null) {
      LocalFile.write(bundle, files.bundle());
    }
    if (envelope != null) {
      LocalFile.write(envelope, files.envelope());
    }
    if (publicKey != null) {
      LocalFile.write(publicKey, Bytes.utf8(files.publicKey()));
    }
    if (terminal.json()) {
      terminal.result(answer);
    } else if (bundle == null && envelope == null) {
      terminal.result(files.bundle());
    }
    terminal.say("signed with " + files.keyId() + ", audit id " + files.auditId());
  }
}
