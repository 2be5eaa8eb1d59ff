package org.stellaops.signer.cli.verbs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that only groups others: used alone, it says which there are. */
public abstract class Group implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final void run() {
    CommandSpec own = Objects.requireNonNull(spec);
    throw new ParameterException(
        own.commandLine(),
        "say which: " + own.qualifiedName() + " " + String.join("|", own.subcommands().keySet()));
  }
}
