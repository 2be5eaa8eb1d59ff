package org.stellaops.signer.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final AtomicLong now = new AtomicLong();

  @Test
  void line_growsWithWhatIsDoneAndSaysWhatIsLeft() {
    ProgressBar bar = new ProgressBar(200, now::get);

    assertThat(bar.line(0, 0, Duration.ZERO)).isEqualTo("[" + ".".repeat(20) + "] 0 of 200");
    now.set(Duration.ofSeconds(10).toNanos());
    assertThat(bar.line(100, 2, Duration.ZERO))
        .isEqualTo("[" + "#".repeat(10) + ".".repeat(10) + "] 100 of 200, 2 refused, 11 s left");
    assertThat(bar.line(200, 2, Duration.ZERO))
        .isEqualTo("[" + "#".repeat(20) + "] 200 of 200, 2 refused");
  }

  @Test
  void line_whileTheSignerWantsAWait_saysHowLong() {
    ProgressBar bar = new ProgressBar(10_000, now::get);

    String line = bar.line(9_999, 9_999, Duration.ofMillis(59_001));

    assertThat(line).endsWith("; the signer says wait 60 s");
    assertThat(line.length()).isLessThan(80);
  }
}
