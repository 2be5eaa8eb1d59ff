package org.stellaops.signer.cli;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.cli.verbs.Group;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The verbs of the command, from its own model. */
final class Verbs {

  private Verbs() {}

  /** Those that do something and are not hidden, nor below one that is, in their order. */
  static List<CommandSpec> all() {
    List<CommandSpec> verbs = new ArrayList<>();
    collect(StellaCommand.all(), verbs);
    return verbs;
  }

  private static void collect(CommandLine line, List<CommandSpec> verbs) {
    if (line.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    if (!(line.getCommand() instanceof Group)) {
      verbs.add(line.getCommandSpec());
    }
    line.getSubcommands().values().forEach(inner -> collect(inner, verbs));
  }
}
