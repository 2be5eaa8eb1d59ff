package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ProductVersion;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.export.ExportDirectory;
import org.stellaops.signer.cli.export.ExportInventory;
import org.stellaops.signer.cli.export.ExportTree;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.export.ExportFile;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportMaterial;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.json.export.ExportText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a directory signed: a list of its files with their digests, and where they come from. */
@Command(
    name = "export",
    description =
        "Have the files of a directory, or of a list, signed as one export. They are hashed here"
            + " and stay where they are; their list and its provenance are signed.",
    footer = {
      "",
      "Example:",
      "  stella sign export release -o release.signed --created 2026-11-28T08:00:00Z \\",
      "    --public-key export.pub --server http://127.0.0.1:8440 --dev",
      "  stella verify export release --signed release.signed --key export.pub"
    })
final class SignExport implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private SigningOptions signing = new SigningOptions();

  @Parameters(
      paramLabel = "DIR|LIST",
      description =
          "a directory, or a file with a path in each line, below the directory that it is in; - is"
              + " such a list on standard input, below this directory")
  private Path named = Path.of("");

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT",
      description =
          "the directory that is made for the signed documents (default: stella-export in DIR, or"
              + " beside LIST)")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description =
          "what the export is called, which policy may restrict (default: the name of the"
              + " directory)")
  private @Nullable String name;

  @Option(
      names = "--created",
      paramLabel = "TIME",
      description =
          "its time, as 2026-11-28T08:00:00Z (default: that of SOURCE_DATE_EPOCH if it is set, else"
              + " now); with one time the same files give the same bytes")
  private @Nullable String createdAt;

  @Option(
      names = "--material",
      paramLabel = "URI@sha256:HEX",
      description = "what the files were made from; may be repeated")
  private List<String> materials = new ArrayList<>();

  @Option(
      names = "--tool",
      paramLabel = "NAME=VERSION",
      description = "what made the files, beside stella; may be repeated")
  private Map<String, String> tools = new LinkedHashMap<>();

  @Option(
      names = "--policy-digest",
      paramLabel = "sha256:HEX",
      description = "the digest of the policy that the files were made under")
  private @Nullable String policyDigest;

  @Override
  public Integer call() {
    // What is wrong with the options is said before gigabytes are read.
    signing.requireForExport(named, server, terminal);
    Path root = ExportTree.root(named);
    Path signed = out == null ? root.resolve(ExportTree.SIGNED) : out;
    String called = called(root);
    Instant time = time();
    List<ExportMaterial> made = materials.stream().map(SignExport::material).toList();
    SortedMap<String, String> by = tools();
    var policy = OptionValue.digest("--policy-digest", policyDigest);
    ExportDirectory directory = ExportDirectory.prepare(signed);
    ExportTree tree = ExportTree.of(named, signed);
    List<ExportFile> files = ExportInventory.of(tree, terminal);
    ExportManifest manifest = new ExportManifest(called, time, tree.complete(), files);
    ExportOrder order = new ExportOrder(manifest, made, by, policy);
    signing.signExport(order, directory, signed, server, terminal);
    return ExitCode.GOOD.number();
  }

  private String called(Path root) {
    String text = name == null ? Objects.toString(root.getFileName(), "") : name;
    if (!ExportText.isLine(text)) {
      throw CommandFailed.usage(
          name == null
              ? "the directory's name is none for an export: give one with --name"
              : "--name: 1 to 256 printable characters, without spaces at the ends");
    }
    return text;
  }

  private Instant time() {
    if (createdAt != null) {
      try {
        return ExportText.time(createdAt, "--created");
      } catch (InvalidField e) {
        throw CommandFailed.usage("--created " + createdAt + ": " + e.advice(), e);
      }
    }
    String epoch = System.getenv("SOURCE_DATE_EPOCH");
    if (epoch == null || epoch.isEmpty()) {
      return InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    }
    try {
      Instant time = Instant.ofEpochSecond(Long.parseLong(epoch));
      return ExportText.time(time.toString(), "SOURCE_DATE_EPOCH");
    } catch (NumberFormatException | DateTimeException | InvalidField e) {
      throw CommandFailed.usage("SOURCE_DATE_EPOCH is no number of seconds: " + epoch, e);
    }
  }

  private static ExportMaterial material(String text) {
    int at = text.lastIndexOf("@sha256:");
    try {
      if (at > 0) {
        return new ExportMaterial(
            text.substring(0, at), Map.of("sha256", text.substring(at + "@sha256:".length())));
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--material " + text + ": " + e.getMessage(), e);
    }
    throw CommandFailed.usage("--material " + text + " is not URI@sha256:HEX");
  }

  private SortedMap<String, String> tools() {
    SortedMap<String, String> all = new TreeMap<>(tools);
    all.putIfAbsent("stella", ProductVersion.number());
    all.forEach((tool, version) -> {
      if (!ExportText.isLine(tool) || !ExportText.isLine(version)) {
        throw CommandFailed.usage("--tool is NAME=VERSION, each of 1 to 256 printable characters");
      }
    });
    if (all.size() > 32) {
      throw CommandFailed.usage("--tool: at most 31 beside stella");
    }
    return all;
  }
}
