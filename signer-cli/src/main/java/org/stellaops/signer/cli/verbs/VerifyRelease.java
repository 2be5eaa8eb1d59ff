package org.stellaops.signer.cli.verbs;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.cli.verdict.ReleaseWords;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a signer whether a scanner image is a release. */
@Command(
    name = "release",
    description =
        "Ask a signer whether a scanner image is a release: each signature that it finds, who"
            + " signed it, and why it counts or not.",
    footer = {
      "",
      "The signer looks in its own sources: of IMAGE@DIGEST only the digest counts.",
      "A document that is called release is verified as ./release.",
      "",
      "Example:",
      "  stella verify release registry.example/scanner@sha256:DIGEST --explain \\",
      "    --server http://127.0.0.1:8440 --dev"
    })
public final class VerifyRelease implements Callable<Integer> {

  private static final String PATH = "/api/v1/signer/verify/referrers?imageDigest=";

  @Mixin private Terminal terminal = new Terminal();
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      paramLabel = "IMAGE@DIGEST",
      description = "the image by its digest, or the digest alone: sha256:HEX")
  private @Nullable String image;

  @Option(
      names = "--explain",
      description = "say of each signature what was seen, and in which manifest it is")
  private boolean explain;

  @Override
  public Integer call() {
    Digest digest = digest(String.valueOf(image));
    Bytes answer =
        server.client("signer.verify").get(PATH + digest.toString().replace(":", "%3A")).orFail();
    return ReleaseWords.print(terminal, answer, explain).number();
  }

  private static Digest digest(String image) {
    try {
      return Digest.parse(image.substring(image.lastIndexOf('@') + 1));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(
          "name the image by its digest, as IMAGE@sha256:HEX: a tag may be moved");
    }
  }
}
