package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtEndTest {

  private final AtEnd end = new AtEnd();
  private final List<String> undone = new ArrayList<>();

  @Test
  void stop_severalBegun_undoesTheLastFirst() {
    end.run("first", () -> undone.add("first"));
    end.run("forgotten", () -> undone.add("forgotten"));
    end.run("second", () -> undone.add("second"));
    end.forget("forgotten");

    end.stop();

    assertThat(undone).containsExactly("second", "first");
  }

  @Test
  void forget_whileStopping_isUndoneAllTheSame() {
    end.run("words", () -> undone.add("words"));
    end.run(
        "directory",
        () -> {
          undone.add("directory");
          // The thread that used the directory fails, and gives up what it had begun.
          end.forget("words");
        });

    end.stop();

    assertThat(undone).containsExactly("directory", "words");
  }

  @Test
  void run_whileStopping_isRefused() {
    end.stop();

    assertThatThrownBy(() -> end.run("late", () -> undone.add("late")))
        .isInstanceOf(CommandFailed.class)
        .hasMessage("told to stop");
    assertThatThrownBy(() -> end.whole(() -> undone.add("late"))).isInstanceOf(CommandFailed.class);
    assertThat(undone).isEmpty();
  }

  @Test
  void stop_oneThatFails_undoesTheOthers() {
    end.run("first", () -> undone.add("first"));
    end.run(
        "failing",
        () -> {
          throw new IllegalStateException("cannot remove it");
        });

    end.stop();

    assertThat(undone).containsExactly("first");
  }
}
