package org.stellaops.signer.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.words.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tools for trying a development service by hand. */
@Command(
    name = "dev",
    description = "Try a local development service by hand, for example with curl.",
    subcommands = {DevCommand.Headers.class, DevCommand.Request.class})
final class DevCommand extends Group {

  /** Header lines for curl. */
  @Command(
      name = "headers",
      description =
          "Print an Authorization and a DPoP header line with a fresh token, proof and nonce.",
      footer = {
        "",
        "Example (bash):",
        "  curl -H @<(stella dev headers POST http://127.0.0.1:8440/api/v1/signer/sign/dsse) \\",
        "    -H 'Content-Type: application/json' --data @request.json \\",
        "    http://127.0.0.1:8440/api/v1/signer/sign/dsse"
      })
  static final class Headers implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET or POST")
    private String method = "";

    @Parameters(index = "1", paramLabel = "URL", description = "the whole URL of the request")
    private @Nullable URI url;

    @Option(
        names = "--claim",
        paramLabel = "NAME=VALUE",
        description = "what the token shall say: scope, tid, inst, client_id, scanner_digest")
    private Map<String, String> claims = new HashMap<>();

    @Option(names = "--no-nonce", description = "leave the nonce out of the proof")
    private boolean noNonce;

    @Override
    public Integer call() {
      URI target = Objects.requireNonNull(url);
      if (target.getHost() == null) {
        throw new CommandFailed(ExitCode.USAGE, "URL is absolute: http://127.0.0.1:8440/…");
      }
      URI origin = URI.create(target.getScheme() + "://" + target.getRawAuthority());
      Map<String, String> wanted = new HashMap<>(claims);
      wanted.putIfAbsent("scope", "signer.sign signer.verify signer.audit signer.keys");
      DpopKey key = DpopKey.generate();
      String token = DevelopmentClient.of(origin).token(key, wanted);
      String nonce =
          noNonce ? null : new SignerClient(origin, token, key).nonce(method, target.getRawPath());
      terminal.line("Authorization: DPoP " + token);
      terminal.line("DPoP: " + key.proof(method, origin + target.getRawPath(), token, nonce));
      return ExitCode.GOOD.number();
    }
  }

  /** A request body for curl. */
  @Command(
      name = "request",
      description = "Print the body of a request to sign a document, with a fresh entitlement.",
      footer = {
        "",
        "Example:",
        "  stella dev request app.cdx.json --server http://127.0.0.1:8440 > request.json"
      })
  static final class Request implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "FILE", description = "a CycloneDX or SPDX SBOM, JSON")
    private @Nullable Path file;

    @Option(
        names = "--server",
        required = true,
        paramLabel = "URL",
        description = "origin of the development service")
    private @Nullable URI server;

    @Option(
        names = "--claim",
        paramLabel = "NAME=VALUE",
        description = "what the Proof of Entitlement shall say: tid, inst, lic, plan")
    private Map<String, String> claims = new HashMap<>();

    @Option(
        names = "--scanner-digest",
        paramLabel = "sha256:HEX",
        description = "the scanner's image (default: what a default token says)")
    private @Nullable String scannerDigest;

    @Override
    public Integer call() {
      URI origin = Objects.requireNonNull(server);
      DevelopmentClient authority = DevelopmentClient.of(origin);
      DpopKey key = DpopKey.generate();
      Digest scanner =
          scannerDigest == null
              ? new SignerClient(
                      origin, authority.token(key, Map.of("scope", "signer.sign")), key)
                  .claimedScanner()
              : Digest.parse(scannerDigest);
      terminal.result(
          Document.sbom(Objects.requireNonNull(file), null)
              .request(
                  authority.proofOfEntitlement(claims),
                  scanner,
                  Document.options(List.of(), null, null)));
      return ExitCode.GOOD.number();
    }
  }
}
