package org.stellaops.signer.cli.verbs;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what {@code --help} after a verb shows; picocli's own reads one word alone. */
@Command(
    name = "help",
    hidden = true,
    description = "Show the help of a verb.",
    footer = {"", "Example:", "  stella help sign sbom"})
public final class HelpCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "VERB", description = "the words of the verb")
  private List<String> words = List.of();

  @Override
  public void run() {
    CommandLine verb = Objects.requireNonNull(spec).root().commandLine();
    for (String word : words) {
      CommandLine inner = verb.getSubcommands().get(word);
      if (inner == null) {
        throw new UnmatchedArgumentException(verb, List.of(word));
      }
      verb = inner;
    }
    verb.usage(verb.getOut());
  }
}
