package org.stellaops.signer.cli;

import org.stellaops.signer.bootstrap.ProductVersion;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** Which stella this is. */
@Command(
    name = "version",
    description = "Print the version.",
    footer = {"", "Example:", "  stella version --output json"})
final class Version implements Runnable, IVersionProvider {

  @Mixin private Terminal terminal = new Terminal();

  @Override
  public String[] getVersion() {
    return new String[] {"stella " + number()};
  }

  @Override
  public void run() {
    if (terminal.json()) {
      terminal.result(
          CanonicalWriter.object()
              .string("java", Runtime.version().toString())
              .string("schema", "https://stella-ops.org/schemas/stella/version/v1")
              .string("version", number())
              .bytes());
    } else {
      terminal.line("stella " + number());
    }
  }

  private static String number() {
    return ProductVersion.number();
  }
}
