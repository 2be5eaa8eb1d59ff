package org.stellaops.signer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownHooksTest {

  private final ShutdownHooks hooks = new ShutdownHooks();
  private final List<String> undone = new ArrayList<>();

  @Test
  void stop_severalBegun_undoesTheLastFirst() {
    hooks.add("first", () -> undone.add("first"));
    hooks.add("forgotten", () -> undone.add("forgotten"));
    hooks.add("second", () -> undone.add("second"));
    hooks.remove("forgotten");

    hooks.stop();

    assertThat(undone).containsExactly("second", "first");
  }

  @Test
  void remove_whileStopping_isUndoneAllTheSame() {
    hooks.add("words", () -> undone.add("words"));
    hooks.add(
        "directory",
        () -> {
          undone.add("directory");
          // The thread that used the directory fails, and gives up what it had begun.
          hooks.remove("words");
        });

    hooks.stop();

    assertThat(undone).containsExactly("directory", "words");
  }

  @Test
  void add_whileStopping_isRefused() {
    hooks.stop();

    assertThatThrownBy(() -> hooks.add("late", () -> undone.add("late")))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("told to stop");
    assertThatThrownBy(() -> hooks.whole(() -> undone.add("late")))
        .isInstanceOf(CommandFailed.class);
    assertThat(undone).isEmpty();
  }

  @Test
  void stop_oneThatFails_undoesTheOthers() {
    hooks.add("first", () -> undone.add("first"));
    hooks.add(
        "failing",
        () -> {
          throw new IllegalStateException("cannot remove it");
        });

    hooks.stop();

    assertThat(undone).containsExactly("first");
  }
}
