package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.KitSources;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.KitWords;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.kit.InvalidKit;
import org.stellaops.signer.verify.kit.KitContents;
import org.stellaops.signer.verify.kit.KitManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a kit: packs its files, has the manifest signed as any statement is, and writes it. */
@Command(
    name = "create",
    description =
        "Pack trusted root, keys, revocations and documents into a kit with a signed manifest.",
    footer = {
      "",
      "The manifest is signed by a server, or in this process, through all gates:",
      "the tenant has to allow the type https://stella-ops.org/kit/v1. Elsewhere:",
      "--manifest-only writes the statement, --signed-manifest packs its bundle.",
      "",
      "Example:",
      "  stella kit create --out product.kit.zip --name product --kit-version 1 \\",
      "    --trusted-key signer.pub --server http://127.0.0.1:8440 --dev \\",
      "    --public-key kit.pub"
    })
final class KitCreate implements Runnable {

  private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,5})([dh])");
  private static final Path STATEMENT = Path.of("the kit's manifest");

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private SigningOptions signing = new SigningOptions();

  @Option(names = "--out", paramLabel = "FILE", description = "where the kit is written")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "of the series of kits, of which verifiers take only the newest they saw")
  private @Nullable String name;

  @Option(
      names = "--kit-version",
      paramLabel = "N",
      description = "number of the kit in its series; each new one has a higher number")
  private @Nullable Long version;

  @Option(
      names = "--stale-after",
      paramLabel = "AGE",
      description =
          "days (90d) or hours (36h) after which verifiers refuse the kit unless told (default:"
              + " 90d)")
  private @Nullable String staleAfter;

  @Option(
      names = "--created",
      paramLabel = "TIME",
      description =
          "when it is said to be made, 2026-01-31T00:00:00Z (default: now): with the same time the"
              + " same kit is made again")
  private @Nullable String created;

  @Option(
      names = "--trusted-root",
      paramLabel = "FILE",
      description = "a Sigstore trusted root to pack; may be repeated, all go into one")
  private List<Path> trustedRoots = new ArrayList<>();

  @Option(
      names = "--trusted-key",
      paramLabel = "FILE",
      description = "a public key to pack, trusted whenever it signed; may be repeated")
  private List<Path> trustedKeys = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "a list of keys to pack, with their validity and revocations, as stella trust show"
              + " --output json prints it")
  private @Nullable Path trust;

  @Option(
      names = "--revocations",
      paramLabel = "FILE",
      description =
          "revoked keys, identities and content to pack (schema revocations-v1); may be repeated")
  private List<Path> revocations = new ArrayList<>();

  @Option(
      names = "--manifest-only",
      paramLabel = "FILE",
      description = "write the unsigned statement here, to be signed elsewhere, and make no kit")
  private @Nullable Path manifestOnly;

  @Option(
      names = "--signed-manifest",
      paramLabel = "BUNDLE",
      description = "pack this signed statement; its name, version and times are those of the kit")
  private @Nullable Path signedManifest;

  @Override
  public void run() {
    requireOneWay();
    if (signedManifest != null) {
      pack(signedManifest);
      return;
    }
    Instant at = createdAt();
    KitSources sources = sources();
    SortedMap<String, Bytes> files = sources.files(at);
    KitManifest manifest = manifest(at, files);
    if (manifestOnly != null) {
      LocalFile.write(manifestOnly, manifest.statement());
      terminal.say("wrote " + manifestOnly + " (the kit's manifest, not signed)");
      return;
    }
    Path target = target();
    Map<String, Path> others = new LinkedHashMap<>();
    others.put("--out", target);
    sources.all().forEach(file -> others.put("what is packed: " + file, file));
    signing.requireDistinctFiles(others, server);
    // Before the request, which spends quota: a kit that cannot be written is not signed.
    try (PendingFile pending = PendingFile.open(target)) {
      Document statement = Document.statement(STATEMENT, manifest.statement());
      SignedFiles signed = signing.signQuietly(statement, server, terminal);
      if (signed.signers().size() != 1) {
        throw CommandFailed.usage(
            "a kit's manifest is signed by one key, and this one was by several: name one --key");
      }
      write(pending, target, files, signed.signers().getFirst().bundle());
    }
  }

  private KitSources sources() {
    return new KitSources(trustedRoots, trustedKeys, trust, revocations);
  }

  private Path target() {
    if (out == null) {
      throw CommandFailed.usage("say where the kit goes: --out FILE");
    }
    if (LocalFile.isStandardInput(out)) {
      throw CommandFailed.usage("--out names a file");
    }
    return out;
  }

  private void requireOneWay() {
    if (manifestOnly != null && (signedManifest != null || out != null)) {
      throw CommandFailed.usage(
          "--manifest-only makes no kit: without --out and --signed-manifest");
    }
    boolean described = Stream.of(name, version, staleAfter, created).anyMatch(Objects::nonNull);
    if (signedManifest != null && described) {
      throw CommandFailed.usage(
          "the signed manifest says what kit it is: without --name, --kit-version, --stale-after"
              + " and --created");
    }
    if (signedManifest == null && (name == null || version == null)) {
      throw CommandFailed.usage("say which kit it is: --name NAME and --kit-version N");
    }
  }

  private void pack(Path bundle) {
    Path target = target();
    Bytes signed = LocalFile.readKey(bundle);
    try (PendingFile pending = PendingFile.open(target)) {
      Instant at = KitContents.manifestOf(signed).createdAt();
      write(pending, target, sources().files(at), signed);
    } catch (InvalidKit e) {
      throw CommandFailed.usage("--signed-manifest: " + e.why(), e);
    }
  }

  private void write(
      PendingFile pending, Path target, SortedMap<String, Bytes> files, Bytes bundle) {
    try {
      KitContents contents = KitContents.of(files, bundle);
      Bytes archive = contents.archive();
      pending.write(archive);
      KitManifest manifest = contents.manifest();
      terminal.say(
          "wrote "
              + target
              + " ("
              + manifest.name()
              + " version "
              + manifest.version()
              + ", good until "
              + manifest.staleAfter()
              + ")");
      if (terminal.json()) {
        terminal.result(KitWords.contents(contents, archive, false));
      } else {
        terminal.line(archive.sha256().hex() + "  " + target);
      }
    } catch (InvalidKit e) {
      throw CommandFailed.usage("the kit cannot be made: " + e.why(), e);
    }
  }

  private KitManifest manifest(Instant at, SortedMap<String, Bytes> files) {
    try {
      return KitManifest.of(
          Objects.requireNonNull(name), Objects.requireNonNull(version), at, at.plus(age()), files);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw CommandFailed.usage(
          "--name, --kit-version, --created and --stale-after: " + e.getMessage(), e);
    }
  }

  private Duration age() {
    Matcher age = AGE.matcher(staleAfter == null ? "90d" : staleAfter);
    if (!age.matches()) {
      throw CommandFailed.usage("--stale-after is a number of days or hours, as 90d or 36h");
    }
    int number = Integer.parseInt(age.group(1));
    return age.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
  }

  private Instant createdAt() {
    if (created == null) {
      return InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    }
    try {
      return Instant.parse(created);
    } catch (DateTimeException e) {
      throw CommandFailed.usage("--created is a time of the form 2026-01-31T00:00:00Z", e);
    }
  }
}
