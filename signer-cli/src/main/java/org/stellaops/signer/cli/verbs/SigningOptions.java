package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.batch.BatchFiles;
import org.stellaops.signer.cli.batch.BatchOrder;
import org.stellaops.signer.cli.batch.SignerKeyFiles;
import org.stellaops.signer.cli.batch.SigningBatch;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.client.SignerClient;
import org.stellaops.signer.cli.export.ExportCheck;
import org.stellaops.signer.cli.export.ExportDirectory;
import org.stellaops.signer.cli.export.ExportReply;
import org.stellaops.signer.cli.export.ExportWords;
import org.stellaops.signer.cli.export.SignedExport;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.ScannerImage;
import org.stellaops.signer.cli.files.SignedCheck;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.files.SigningOutputs;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.service.EmbeddedSigning;
import org.stellaops.signer.cli.service.RemoteSigning;
import org.stellaops.signer.cli.service.SigningSession;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to sign with, for whom, and where the result goes. */
final class SigningOptions {

  private static final String SECRET_FILE = "file:";

  /** What is meant for a digest, be it right or not. */
  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "the tenant's key to sign with; may be repeated, up to 8 keys")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--expect-key",
      paramLabel = "sha256:HEX|FILE|server",
      description =
          "nothing is kept unless this key signed: its fingerprint, its public key, or any key that"
              + " the server publishes; may be repeated, for each that may")
  private List<String> expectedKeys = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "the signing profile whose keys sign, instead of --key")
  private @Nullable String profile;

  @Option(
      names = "--keyless",
      description =
          "sign for the tenant's workload identity, with a certificate and without a key of its"
              + " own")
  private boolean keyless;

  @Option(
      names = "--timestamp",
      description = "with proof of the time of each signature; --keyless always has it")
  private boolean timestamp;

  @Option(names = "--loggable", description = "only by keys whose signatures a Rekor v2 log takes")
  private boolean loggable;

  @Option(
      names = "--poe",
      paramLabel = "env:NAME|file:PATH",
      description = "where the Proof of Entitlement is")
  private @Nullable String proofOfEntitlement;

  @Option(
      names = "--no-poe",
      description = "send none: an emergency bypass is open for the tenant, with --server")
  private boolean withoutProof;

  @Option(
      names = "--scanner-digest",
      paramLabel = "sha256:HEX",
      description = "manifest digest of this scanner's image (default: what the token says)")
  private @Nullable String scannerDigest;

  @Option(
      names = "--scanner-index-digest",
      paramLabel = "sha256:HEX",
      description =
          "digest of the multi-platform index that lists that image, whose signature counts where"
              + " the server has releases.indexes: images")
  private @Nullable String scannerIndexDigest;

  @Option(
      names = "--idempotency-key",
      paramLabel = "TEXT",
      description = "makes a repeated request give the first answer")
  private @Nullable String idempotencyKey;

  @Mixin private SigningOutputs outputs = new SigningOutputs();

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

  SignedFiles sign(Document document, ServerOptions server, Terminal terminal) {
    return sign(document, server, terminal, true);
  }

  /** The same whose answer is a part of something else: nothing of it is printed. */
  SignedFiles signQuietly(Document document, ServerOptions server, Terminal terminal) {
    return sign(document, server, terminal, false);
  }

  private SignedFiles sign(
      Document document, ServerOptions server, Terminal terminal, boolean printed) {
    requireOneWay(server, terminal);
    // Before anything is started that would have to be stopped.
    ScannerImage asserted = scanner();
    Set<String> expected = ExpectedKeys.read(expectedKeys, server).fingerprints();
    // Before the request, which spends quota: what cannot be kept is not asked for.
    try (SigningOutputs.Opened files = outputs.open(keys)) {
      document.notes().forEach(terminal::say);
      SignerReply reply = reply(document, server, asserted);
      SignedFiles signed = SignedFiles.of(reply.answer());
      new SignedCheck(document, keys, expected).require(signed).ifPresent(terminal::say);
      if (printed) {
        files.write(signed, reply, terminal);
      } else {
        files.keep(signed, reply, terminal);
      }
      if (signed.repeated(reply)) {
        terminal.say(
            "a repeat: the signer gave the answer of the first request with this --idempotency-key"
                + " again, and signed nothing anew");
      }
      signed.notes().forEach(terminal::say);
      terminal.say("signed with " + signed.fingerprints() + ", audit id " + signed.auditId());
      return signed;
    }
  }

  /** Signs many files in one run. */
  ExitCode signAll(
      List<Path> named,
      @Nullable Path out,
      Function<Path, Document> documents,
      ServerOptions server,
      Terminal terminal) {
    Optional<Path> key =
        outputs.keyAlone("--batch writes a bundle for each, beside it or in --out DIR");
    if (idempotencyKey != null) {
      throw CommandFailed.usage(
          "--idempotency-key is for one document; --batch started again signs none twice");
    }
    if (keyless && key.isPresent()) {
      throw CommandFailed.usage(
          "--public-key with --keyless and --batch: each bundle has its certificate, and not all"
              + " have one key");
    }
    requireOneWay(server, terminal);
    outputs.requireDistinct(inputs(server), keys);
    BatchFiles files = BatchFiles.of(named, out);
    ScannerImage asserted = scanner();
    ExpectedKeys expected = ExpectedKeys.read(expectedKeys, server);
    SignerKeyFiles keyFiles = new SignerKeyFiles(key.orElse(null));
    List<PinnedKey> known = new ArrayList<>(expected.keys());
    known.addAll(keyFiles.read(keys));
    BatchOrder order =
        new BatchOrder(
            files,
            documents,
            wanted(),
            keys,
            expected.fingerprints(),
            known,
            keyFiles,
            server.named());
    try (SigningSession session = session(server, asserted)) {
      return new SigningBatch(order, session, terminal).run();
    }
  }

  /** What is wrong with the options for an export is said before anything is read. */
  void requireForExport(Path named, ServerOptions server, Terminal terminal) {
    outputs.keyAlone("an export has a directory for both: -o OUT");
    requireOneWay(server, terminal);
    requireDistinctFiles(named, server);
    scanner();
  }

  /** Has an export signed, and makes its directory. */
  void signExport(
      ExportOrder order,
      ExportDirectory directory,
      Path out,
      ServerOptions server,
      Terminal terminal) {
    ScannerImage asserted = scanner();
    Set<String> expected = ExpectedKeys.read(expectedKeys, server).fingerprints();
    SignerReply reply;
    try (SigningSession session = session(server, asserted)) {
      reply = session.signExport(order, wanted(), idempotencyKey);
    }
    ExportReply signed = ExportReply.of(reply);
    new ExportCheck(order, keys, expected).require(signed).ifPresent(terminal::say);
    directory.write(SignedExport.files(order.manifest(), signed));
    outputs
        .keyAlone("")
        .ifPresent(file ->
            signed
                .signers()
                .forEach(signer ->
                    LocalFile.write(
                        signed.signers().size() == 1
                            ? file
                            : SigningOutputs.ofKey(file, signer.name()),
                        Bytes.utf8(signer.publicKey()))));
    ExportWords.say(order.manifest(), signed, out, terminal);
  }

  /** Refuses outputs that would overwrite an input or each other. */
  void requireDistinctFiles(Path document, ServerOptions server) {
    requireDistinctFiles(Map.of("the document", document), server);
  }

  /** The same of several files, by the words for each. */
  void requireDistinctFiles(Map<String, Path> files, ServerOptions server) {
    Map<String, Path> inputs = inputs(server);
    inputs.putAll(files);
    LocalFile.requireReadOnce(inputs.values());
    outputs.requireDistinct(inputs, keys);
  }

  /** What is read beside documents. */
  private Map<String, Path> inputs(ServerOptions server) {
    Map<String, Path> inputs = new LinkedHashMap<>(server.files());
    if (config != null) {
      inputs.put("--config", config);
    }
    if (proofOfEntitlement != null && proofOfEntitlement.startsWith(SECRET_FILE)) {
      inputs.put("--poe", Path.of(proofOfEntitlement.substring(SECRET_FILE.length())));
    }
    for (String key : expectedKeys) {
      ExpectedKeys.file(key).ifPresent(file -> inputs.put("--expect-key " + key, file));
    }
    return inputs;
  }

  private Wanted wanted() {
    return new Wanted(profile == null ? keys : List.of(profile), keyless, timestamp, loggable);
  }

  /** What would say nothing, or be of no use, is refused by its name, not ignored. */
  private void requireOneWay(ServerOptions server, Terminal terminal) {
    if (profile != null && !keys.isEmpty()) {
      throw CommandFailed.usage("name keys (--key) or one --profile, not both");
    }
    if (keyless && (profile != null || !keys.isEmpty() || !expectedKeys.isEmpty())) {
      throw CommandFailed.usage(
          "--keyless signs with none of the tenant's keys: without --key, --profile and"
              + " --expect-key");
    }
    if (new HashSet<>(keys).size() != keys.size()) {
      throw CommandFailed.usage("--key: name each key once");
    }
    boolean inThisProcess = config != null || tenant != null || instance != null;
    if (server.named() && inThisProcess) {
      throw CommandFailed.usage(
          "--config, --tenant and --instance sign in this process: without --server");
    }
    if (withoutProof && (!server.named() || proofOfEntitlement != null)) {
      throw CommandFailed.usage("--no-poe goes with --server, and without --poe");
    }
    if (server.development()
        && idempotencyKey != null
        && proofOfEntitlement == null
        && !withoutProof) {
      throw CommandFailed.usage(
          "--idempotency-key with --dev: a repeat would have another body, since --dev fetches a"
              + " new Proof of Entitlement each time; name a kept one: --poe file:PATH");
    }
    if (server.named()) {
      return;
    }
    if (server.identified()) {
      throw CommandFailed.usage("--token and --dpop-key are for a --server URL");
    }
    if (server.development() && (inThisProcess || proofOfEntitlement != null)) {
      throw CommandFailed.usage(
          "--dev in this process makes its own --config, --tenant, --instance and --poe");
    }
    if (server.development() && !outputs.keepsKey() && !terminal.json()) {
      throw CommandFailed.usage(
          "--dev in this process signs with a key that is thrown away afterwards: keep its public"
              + " half with --public-key FILE");
    }
  }

  private ScannerImage scanner() {
    return new ScannerImage(
        OptionValue.digest("--scanner-digest", scannerDigest),
        OptionValue.digest("--scanner-index-digest", scannerIndexDigest));
  }

  private SignerReply reply(Document document, ServerOptions server, ScannerImage asserted) {
    try (SigningSession session = session(server, asserted)) {
      return session.sign(document, wanted(), idempotencyKey);
    }
  }

  private SigningSession session(ServerOptions server, ScannerImage asserted) {
    if (server.named()) {
      SignerClient client = server.client("signer.sign");
      return new RemoteSigning(
          client, server.origin(), withoutProof ? null : proof(server), asserted);
    }
    if (server.development()) {
      return EmbeddedSigning.development(asserted);
    }
    if (config != null && tenant != null) {
      String installation = Objects.requireNonNullElse(instance, "local");
      return EmbeddedSigning.configured(config, tenant, installation, proof(), asserted);
    }
    throw CommandFailed.usage(
        "name a server (--server URL), or sign in this process: --config FILE and --tenant NAME,"
            + " or --dev");
  }

  private String proof(ServerOptions server) {
    return server.development() && proofOfEntitlement == null
        ? DevelopmentClient.of(server.origin()).proofOfEntitlement(Map.of())
        : proof();
  }

  private String proof() {
    if (proofOfEntitlement == null) {
      throw CommandFailed.usage("name your Proof of Entitlement: --poe env:NAME or file:PATH");
    }
    return OptionValue.secret("--poe", proofOfEntitlement);
  }
}
