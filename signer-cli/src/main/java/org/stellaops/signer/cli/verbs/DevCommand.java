package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.DpopKey;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.client.SignerClient;
import org.stellaops.signer.cli.client.Target;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.ScannerImage;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tools for trying a development service by hand. */
@Command(
    name = "dev",
    description = "Try a local development service by hand, for example with curl.",
    subcommands = {DevCommand.Headers.class, DevCommand.Request.class})
public final class DevCommand extends Group {

  /** A claim by a name that nothing reads would change nothing. */
  private static void requireKnown(Map<String, String> claims, List<String> names) {
    for (String name : claims.keySet()) {
      if (!names.contains(name)) {
        throw CommandFailed.usage("--claim " + name + ": there are " + String.join(", ", names));
      }
    }
  }

  /** Header lines for curl. */
  @Command(
      name = "headers",
      description =
          "Print an Authorization and a DPoP header line with a fresh token, proof and nonce.",
      footer = {
        "",
        "Example (bash):",
        "  url=http://127.0.0.1:8440/api/v1/signer/sign/dsse",
        "  curl -H @<(stella dev headers POST $url) \\",
        "    -H 'Content-Type: application/json' --data @request.json $url"
      })
  static final class Headers implements Runnable {

    private static final List<String> METHODS = List.of("GET", "POST");
    private static final List<String> CLAIMS =
        List.of("scope", "tid", "inst", "client_id", "scanner_digest");

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
    public void run() {
      Target target = Target.of("URL", Objects.requireNonNull(url), Target.TOKEN_IN_THE_CLEAR);
      if (!METHODS.contains(method)) {
        throw CommandFailed.usage("METHOD is GET or POST");
      }
      requireKnown(claims, CLAIMS);
      URI origin = target.origin();
      Map<String, String> wanted = new HashMap<>(claims);
      wanted.putIfAbsent("scope", "signer.sign signer.verify signer.audit");
      DpopKey key = DpopKey.generate();
      String token = DevelopmentClient.of(origin).token(key, wanted);
      String nonce = noNonce ? null : new SignerClient(origin, token, key).nonce();
      String authorization = "DPoP " + token;
      String proof = key.proof(method, origin + target.path(), token, nonce);
      if (terminal.json()) {
        terminal.result(
            CanonicalWriter.object()
                .string("Authorization", authorization)
                .string("DPoP", proof)
                .string("schema", "https://stella-ops.org/schemas/stella/dev-headers/v1")
                .bytes());
      } else {
        terminal.line("Authorization: " + authorization);
        terminal.line("DPoP: " + proof);
      }
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
  static final class Request implements Runnable {

    private static final List<String> CLAIMS = List.of("tid", "inst", "lic", "plan");

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
    public void run() {
      URI origin = ServerOptions.origin(Objects.requireNonNull(server), Target.TOKEN_IN_THE_CLEAR);
      requireKnown(claims, CLAIMS);
      DevelopmentClient authority = DevelopmentClient.of(origin);
      Digest scanner = OptionValue.digest("--scanner-digest", scannerDigest);
      if (scanner == null) {
        scanner = DevelopmentClient.client(origin, "signer.sign").claimedScanner();
      }
      String proof = authority.proofOfEntitlement(claims);
      terminal.result(
          Document.sbom(Objects.requireNonNull(file), null)
              .request(proof, new ScannerImage(scanner, null), Wanted.by(List.of())));
    }
  }
}
