package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.files.StatementFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.RecordedProofs;
import org.stellaops.signer.cli.verdict.RecordedProofs.Recorded;
import org.stellaops.signer.cli.verdict.SecurityKeyWords;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.AdditionalSignatures;
import org.stellaops.signer.json.securitykey.AdditionalSignatures.Signed;
import org.stellaops.signer.json.securitykey.AssertionForm;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.verify.securitykey.SecurityKeyChecks;
import org.stellaops.signer.verify.securitykey.SecurityKeyChecks.Verdict;
import org.stellaops.signer.verify.securitykey.TrustedSecurityKeys;
import org.stellaops.signer.verify.trust.InvalidTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What security keys (FIDO2) of persons sign. */
@Command(
    name = "security-keys",
    description = "List security keys, and verify what they signed, offline.",
    subcommands = {
      SecurityKeysCommand.ListKeys.class,
      SecurityKeysCommand.Verify.class,
      SecurityKeysCommand.Challenge.class,
      SecurityKeysCommand.Attach.class
    })
public final class SecurityKeysCommand extends Group {

  private static TrustedSecurityKeys trusted(Path file) {
    try {
      return TrustedSecurityKeys.read(LocalFile.read(file));
    } catch (InvalidTrust e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), e);
    }
  }

  /** Tells the keys of the tenant. */
  @Command(
      name = "list",
      description =
          "Tell the security keys of your tenant; as JSON it is what verify is given to trust.",
      footer = {
        "",
        "Example:",
        "  stella security-keys list --server http://127.0.0.1:8440 --dev --output json"
      })
  static final class ListKeys implements Runnable {

    @Mixin private Terminal terminal = new Terminal();
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public void run() {
      SecurityKeyWords.print(
          terminal, server.client("signer.approve").get("/api/v1/signer/security-keys").orFail());
    }
  }

  /** Verifies what security keys signed. */
  @Command(
      name = "verify",
      description =
          "Verify decisions on record, or additional signatures of a statement. The ordinary"
              + " signature of a statement is for stella verify.",
      footer = {
        "",
        "Example:",
        "  stella security-keys verify record.json --security-keys keys.json",
        "  stella security-keys verify sbom.sigstore.json --security-keys keys.json \\",
        "      --signatures sbom.fido2.json"
      })
  static final class Verify implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(
        paramLabel = "FILE",
        description =
            "an answer of stella approvals list or stella audit show as JSON, a proof out of one,"
                + " a DSSE envelope or a bundle")
    private Path file = Path.of("");

    @Option(
        names = "--security-keys",
        paramLabel = "FILE",
        required = true,
        description = "whose keys you trust: stella security-keys list --output json")
    private Path keys = Path.of("");

    @Option(
        names = "--signatures",
        paramLabel = "FILE",
        description = "additional signatures that are in a file of their own")
    private @Nullable Path signatures;

    @Override
    public Integer call() {
      SecurityKeyChecks checks = new SecurityKeyChecks(trusted(keys));
      Optional<List<Verdict>> recorded =
          signatures == null
              ? RecordedProofs.of(LocalFile.read(file))
                  .map(found -> found.stream().map(each -> verdict(checks, each)).toList())
              : Optional.empty();
      return SecurityKeyWords.print(terminal, recorded.orElseGet(() -> additional(checks)))
          .number();
    }

    private static Verdict verdict(SecurityKeyChecks checks, Recorded recorded) {
      SecurityKeyProof proof = recorded.proof();
      String fault = recorded.fault();
      return proof == null || fault != null
          ? Verdict.refused(fault == null ? "there is no proof" : fault)
          : checks.check(proof, recorded.at());
    }

    private List<Verdict> additional(SecurityKeyChecks checks) {
      StatementFile statement = StatementFile.read(file);
      List<Verdict> verdicts = new ArrayList<>();
      statement.inside().ifPresent(inside -> verdicts.addAll(checks.check(inside)));
      if (signatures != null) {
        verdicts.addAll(checks.check(statement.beside(signatures)));
      }
      return verdicts;
    }
  }

  /** Says what a security key is to sign. */
  @Command(
      name = "challenge",
      description =
          "Say what a security key is to sign to sign a statement besides: SHA-256 of its"
              + " pre-authentication encoding, in base64url.",
      footer = {"", "Example:", "  stella security-keys challenge sbom.dsse.json"})
  static final class Challenge implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "DOCUMENT", description = "a DSSE envelope, or a bundle with one")
    private Path document = Path.of("");

    @Override
    public void run() {
      terminal.line(StatementFile.read(document).pae().base64Url());
    }
  }

  /** Puts an additional signature where it belongs. */
  @Command(
      name = "attach",
      description =
          "Put a security key's signature into an envelope, as the extension of its signature; of"
              + " a bundle, into a file of its own. It is verified first.",
      footer = {
        "",
        "Example:",
        "  stella security-keys attach sbom.dsse.json --assertion assertion.json \\",
        "      --security-keys keys.json --out sbom.signed.dsse.json"
      })
  static final class Attach implements Callable<Integer> {

    @Mixin private Terminal terminal = new Terminal();

    @Parameters(paramLabel = "DOCUMENT", description = "a DSSE envelope, or a bundle with one")
    private Path document = Path.of("");

    @Option(
        names = "--assertion",
        paramLabel = "FILE",
        required = true,
        description =
            "what the key answered: a JSON object with credentialId, clientDataJSON,"
                + " authenticatorData and signature, in base64url")
    private Path assertion = Path.of("");

    @Option(
        names = "--security-keys",
        paramLabel = "FILE",
        required = true,
        description = "whose keys you trust: stella security-keys list --output json")
    private Path keys = Path.of("");

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "where the result goes; nothing is overwritten")
    private Path out = Path.of("");

    @Override
    public Integer call() {
      TrustedSecurityKeys trusted = trusted(keys);
      StatementFile statement = StatementFile.read(document);
      KeyAssertion signed = assertion();
      List<Signed> all = new ArrayList<>();
      statement.inside().ifPresent(inside -> all.addAll(inside.signatures()));
      all.add(
          new Signed(
              trusted.keys().stream()
                  .filter(key -> key.credentialId().equals(signed.credentialId()))
                  .map(TrustedSecurityKeys.KnownKey::publicKey)
                  .findFirst()
                  .orElseThrow(() -> CommandFailed.usage("the key is none of " + keys)),
              trusted.party().id(),
              signed));
      AdditionalSignatures signatures = new AdditionalSignatures(statement.pae(), all);
      List<Verdict> verdicts = new SecurityKeyChecks(trusted).check(signatures);
      if (verdicts.stream().allMatch(Verdict::verified)) {
        write(statement.with(signatures));
      }
      return SecurityKeyWords.print(terminal, verdicts).number();
    }

    private KeyAssertion assertion() {
      try {
        return AssertionForm.read(
            JsonObject.parse(LocalFile.read(assertion), JsonLimits.REQUEST.withMaxBytes(1 << 20)));
      } catch (InvalidJson e) {
        throw CommandFailed.usage(assertion + ": " + e.getMessage(), e);
      }
    }

    private void write(Bytes content) {
      try (PendingFile file = PendingFile.open(out)) {
        if (!file.writeNew(content)) {
          throw CommandFailed.usage(out + " exists; nothing is overwritten");
        }
      }
    }
  }
}
