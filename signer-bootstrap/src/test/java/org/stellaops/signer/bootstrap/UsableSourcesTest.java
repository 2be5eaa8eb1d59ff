package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

class UsableSourcesTest {

  private static final State GOOD = new State(true, "ok");
  private static final State OUT = new State(false, "does not answer");

  private final UsableSources sources = sources(false);

  private static UsableSources sources(boolean stale) {
    return new UsableSources(
        List.of(
            new InMemoryRegistry("hub").mirroredBy(new InMemoryRegistry("near")),
            new InMemoryRegistry("alone")),
        stale);
  }

  private static List<String> stopping(UsableSources sources, State hub, State near, State alone) {
    return sources
        .judged(Map.of("registry:hub", hub, "registry:near", near, "registry:alone", alone))
        .entrySet()
        .stream()
        .filter(each -> each.getValue().stops())
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void judged_sourceOrMirrorOut_whileTheOtherAnswers_stopsNothing() {
    assertThat(stopping(sources, OUT, GOOD, GOOD)).isEmpty();
    assertThat(stopping(sources, GOOD, OUT, GOOD)).isEmpty();
  }

  @Test
  void judged_sourceAndItsMirrorsOut_orOneWithoutMirrors_stops() {
    assertThat(stopping(sources, OUT, OUT, GOOD)).containsExactly("registry:hub", "registry:near");
    assertThat(stopping(sources, GOOD, GOOD, OUT)).containsExactly("registry:alone");
  }

  @Test
  void judged_whereWhatIsRememberedCounts_nothingStops() {
    assertThat(stopping(sources(true), OUT, OUT, OUT)).isEmpty();
  }
}
