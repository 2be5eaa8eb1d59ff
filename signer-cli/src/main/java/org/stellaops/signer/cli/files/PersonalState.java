package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.Objects;

/** Where the command keeps what a person has seen, if no option names another place. */
final class PersonalState {

  private PersonalState() {}

  /** {@code $XDG_STATE_HOME/stella}. */
  static Path directory() {
    String state = System.getenv("XDG_STATE_HOME");
    boolean usable = state != null && Path.of(state).isAbsolute();
    Path base =
        usable
            ? Path.of(Objects.requireNonNull(state))
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return base.resolve("stella");
  }
}
