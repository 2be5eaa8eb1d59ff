package org.stellaops.signer.cli.verbs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.SignerClient;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.files.ScannerImage;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.files.SigningOutputs;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.service.DevelopmentService;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.ShutdownHooks;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole product once, with nothing to prepare. */
@Command(
    name = "demo",
    description =
        "Show everything once: start a service, sign an SBOM over HTTP, verify it, and stop.",
    footer = {"", "Example:", "  stella demo --dir /tmp/stella-demo"})
public final class DemoCommand implements Runnable {

  /** The exact commands that check the demo's result with cosign: one for each key. */
  private static final List<String> COSIGN = List.of(cosign(""), cosign(".second"));

  private static final String FIRST_KEY = "sbom";
  private static final String SBOM = "/org/stellaops/signer/cli/stella-signer.cdx.json";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "where the files go (default: ${DEFAULT-VALUE})")
  private Path directory = Path.of("stella-demo");

  @Mixin private Terminal terminal = new Terminal();

  private static String cosign(String key) {
    String files = "--bundle sbom" + key + ".sigstore.json --key signer" + key + ".pub";
    return "cosign verify-blob-attestation "
        + files
        + " --insecure-ignore-tlog --type https://cyclonedx.org/bom sbom.cdx.json";
  }

  private final Map<String, String> facts = new LinkedHashMap<>();

  @Override
  public void run() {
    long start = System.nanoTime();
    createDirectory();
    Bytes sbom = ownSbom();
    step("starting a development service on loopback: for trying out, never for production");
    ShutdownHooks.process()
        .add(this, () -> terminal.say("stopped, and the service's files are removed"));
    try (DevelopmentService service = DevelopmentService.start(null, Ports.free())) {
      fact("service", service.origin().toString());
      String auditId = sign(service, sbom);
      audit(service, auditId);
    } finally {
      ShutdownHooks.process().remove(this);
    }
    verifyOffline(sbom);
    writeScript();
    fact("files", directory.toString());
    fact("check it", "cd " + quoted(directory) + " && " + String.join(" && ", COSIGN));
    if (terminal.json()) {
      CanonicalWriter all = CanonicalWriter.object();
      facts.forEach(all::string);
      terminal.result(
          CanonicalWriter.object()
              .object("facts", all)
              .string("schema", "https://stella-ops.org/schemas/stella/demo/v1")
              .bytes());
    }
    terminal.say(
        "done in " + (System.nanoTime() - start) / 1_000_000_000L + " s; the service is stopped");
  }

  private String sign(DevelopmentService service, Bytes sbom) {
    step("asking the Authority for a token that is bound to a fresh key");
    SignerClient client = DevelopmentClient.client(service.origin(), "signer.sign");
    Digest scanner =
        Objects.requireNonNull(client.claimedScanner(), "the Authority attests the scanner");
    String proof = DevelopmentClient.of(service.origin()).proofOfEntitlement(Map.of());
    Bytes request =
        Document.sbom(Path.of("sbom.cdx.json"), sbom, null)
            .request(proof, new ScannerImage(scanner, null), Wanted.by(List.of("both")));
    step("sending the SBOM of stella itself to POST /api/v1/signer/sign/dsse, for two keys");
    SignedFiles signed = SignedFiles.of(client.sign(request, null).orFail());
    ShutdownHooks.process().whole(() -> writeSigned(sbom, signed));
    fact("scanner", scanner + " (release signature found)");
    fact("signed", "sbom.cdx.json " + sbom.sha256());
    signed.signers().forEach(by -> fact("key", by.fingerprint()));
    fact("audit id", signed.auditId());
    return signed.auditId();
  }

  private SignedFiles writeSigned(Bytes sbom, SignedFiles signed) {
    LocalFile.write(directory.resolve("sbom.cdx.json"), sbom);
    for (SignedFiles.Signed by : signed.signers()) {
      LocalFile.write(ofKey("sbom.sigstore.json", by), by.bundle());
      LocalFile.write(ofKey("signer.pub", by), Bytes.utf8(by.publicKey()));
    }
    LocalFile.write(directory.resolve("sbom.dsse.json"), signed.envelope());
    return signed;
  }

  /** The first key's files have the plain names. */
  private Path ofKey(String file, SignedFiles.Signed by) {
    Path plain = directory.resolve(file);
    return by.name().equals(FIRST_KEY) ? plain : SigningOutputs.ofKey(plain, by.name());
  }

  private void audit(DevelopmentService service, String auditId) {
    SignerClient client = DevelopmentClient.client(service.origin(), "signer.audit");
    step("reading the audit record");
    Bytes records = client.get("/api/v1/signer/audit/" + auditId).orFail();
    LocalFile.write(directory.resolve("audit.json"), records);
    step("sending that request a second time, its DPoP proof and all");
    SignerClient.Reply replay = client.replayLast();
    if (replay.status() != 401 || !replay.body().utf8().contains("invalid_dpop_proof")) {
      throw new CommandFailed(
          FailureCode.NOT_VERIFIED, "a replayed proof was not refused: " + replay.status());
    }
    fact("replay", "refused: 401 invalid_dpop_proof");
  }

  private void verifyOffline(Bytes sbom) {
    step("verifying without a network");
    Expectations expected = Expectations.artifact(sbom.sha256()).ofType(Document.CYCLONEDX);
    for (String of : List.of("", ".second")) {
      String key = "signer" + of + ".pub";
      List<PinnedKey> keys = List.of(LocalFile.publicKey(directory.resolve(key)));
      for (String name : List.of("sbom" + of + ".sigstore.json", "sbom.dsse.json")) {
        Bytes document = LocalFile.read(directory.resolve(name));
        BundleVerdict verdict = BundleVerification.strict().verify(document, keys, expected);
        if (!verdict.verified()) {
          throw new CommandFailed(
              FailureCode.NOT_VERIFIED, name + " does not verify: " + verdict.checks());
        }
        int checks = verdict.checks().size();
        fact("verified", name + " with " + key + " offline, " + checks + " checks");
      }
    }
  }

  private void writeScript() {
    Path script = directory.resolve("verify.sh");
    LocalFile.write(
        script,
        Bytes.utf8(
            """
            #!/bin/sh
            # Verifies the signed SBOM with cosign, offline.
            cd "$(dirname "$0")" || exit 3
            if ! command -v cosign >/dev/null 2>&1; then
              echo "verify.sh: there is no cosign here; install it with: INSTALL" >&2
              exit 127
            fi
            COSIGN
            """
                .replace("INSTALL", "go install github.com/sigstore/cosign/v3/cmd/cosign@v3.1.2")
                .replace("COSIGN", String.join(" &&\n  ", COSIGN))));
    try {
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException | UnsupportedOperationException e) {
      terminal.progress("run it with: sh verify.sh");
    }
  }

  private static String quoted(Path path) {
    String text = (path.toString().startsWith("-") ? "./" : "") + path;
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static Bytes ownSbom() {
    try (InputStream in = DemoCommand.class.getResourceAsStream(SBOM)) {
      if (in == null) {
        throw CommandFailed.file(
            "this build carries no SBOM of itself; build it with: mvn package", null);
      }
      return Bytes.adopt(in.readAllBytes());
    } catch (IOException e) {
      throw CommandFailed.file("the SBOM of stella cannot be read", e);
    }
  }

  private void createDirectory() {
    try {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new NotDirectoryException(directory.toString());
      }
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw CommandFailed.file("cannot use " + directory + ": " + LocalFile.reason(e), e);
    }
    PendingFile.open(directory.resolve("sbom.cdx.json")).close();
  }

  /** One line of the result; in JSON all of them come at the end. */
  private void fact(String name, String what) {
    if (terminal.json()) {
      facts.merge(name.replace(' ', '-'), what, (first, next) -> first + "; " + next);
    } else {
      terminal.line(String.format(Locale.ROOT, "%-12s %s", name, what));
    }
  }

  private void step(String what) {
    terminal.progress("… " + what);
  }
}
