package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.stellaops.signer.bootstrap.BundleAttachment.Target;
import org.stellaops.signer.cli.files.AttachedBundle;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Attaches bundles that were signed before to an image in a registry. */
@Command(
    name = "attach",
    description =
        "Push Sigstore bundles to an image or artifact in a registry, as the referrers that cosign"
            + " reads.",
    footer = {
      "",
      "Example:",
      "  stella attach registry.example/app@sha256:HEX app.sigstore.json \\",
      "    --registry-user ci --registry-password env:REGISTRY_PASSWORD"
    })
public final class AttachCommand implements Callable<Integer> {

  @Mixin private Terminal terminal = new Terminal();

  @Parameters(
      index = "0",
      paramLabel = "IMAGE@DIGEST",
      description =
          "what they are attached to: HOST/REPOSITORY@sha256:HEX; a host on this machine is spoken"
              + " to in plain HTTP")
  private String image = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "BUNDLE",
      description = "Sigstore bundles; - is standard input")
  private List<Path> bundles = new ArrayList<>();

  @Option(
      names = "--any-subject",
      description =
          "attach also what is not about the image, as an export to the artifact that carries it;"
              + " cosign passes it over")
  private boolean anySubject;

  @Mixin private AttachOptions registry = new AttachOptions();

  @Override
  public Integer call() {
    Target target = AttachOptions.target(image);
    LocalFile.requireReadOnce(bundles);
    List<AttachedBundle> read = new ArrayList<>();
    for (Path file : bundles) {
      AttachedBundle bundle = AttachedBundle.read(file.toString(), LocalFile.read(file));
      if (!anySubject && !bundle.isAbout(target.digest())) {
        throw CommandFailed.usage(
            file
                + " is no statement about "
                + target.digest()
                + ", and cosign would pass it over; attach it all the same with --any-subject");
      }
      read.add(bundle);
    }
    say(terminal, target, registry.attach(target, read));
    return ExitCode.GOOD.number();
  }

  private static void say(Terminal terminal, Target target, List<Digest> attached) {
    if (terminal.json()) {
      terminal.result(
          CanonicalWriter.object()
              .string("image", target.toString())
              .strings("referrers", attached.stream().map(Digest::toString).toList())
              .string("schema", "https://stella-ops.org/schemas/stella/attach/v1")
              .bytes());
      return;
    }
    attached.forEach(digest -> terminal.line(target.name() + "@" + digest));
  }
}
