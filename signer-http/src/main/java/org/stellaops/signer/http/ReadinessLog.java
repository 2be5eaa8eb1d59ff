package org.stellaops.signer.http;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;

/**
 * Says in the log when what the service depends on goes out, and when it is back, as whoever asks
 * {@code /readyz} sees it. What stays as it is is said once.
 */
final class ReadinessLog {

  private static final Logger LOG = LoggerFactory.getLogger(ReadinessLog.class);

  private final Map<String, Boolean> last = new HashMap<>();

  /** Returns {@code states}. */
  synchronized Map<String, State> seen(Map<String, State> states) {
    states.forEach((name, state) -> {
      Boolean before = last.put(name, state.ok());
      if (!state.ok() && !Boolean.FALSE.equals(before)) {
        LOG.atWarn()
            .addKeyValue("dependency", name)
            .addKeyValue("why", state.why())
            .addKeyValue("needed", state.needed())
            .log("a dependency is out");
      } else if (state.ok() && Boolean.FALSE.equals(before)) {
        LOG.atInfo().addKeyValue("dependency", name).log("a dependency is back");
      }
    });
    return states;
  }
}
