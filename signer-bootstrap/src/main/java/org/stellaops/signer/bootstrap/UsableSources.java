package org.stellaops.signer.bootstrap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;

/**
 * Which sources of releases a service can do without: one that has a mirror which answers, a mirror
 * whose source or other mirror does, and all of them where policy takes what was true before.
 */
final class UsableSources {

  private final List<ArtifactRegistry> sources;
  private final boolean stale;

  /**
   * @param stale whether releases that are remembered count while every source is out
   */
  UsableSources(List<ArtifactRegistry> sources, boolean stale) {
    this.sources = List.copyOf(sources);
    this.stale = stale;
  }

  /** The sources' states; none is asked anew. */
  Map<String, State> judged(Map<String, State> states) {
    Map<String, State> judged = new HashMap<>();
    for (ArtifactRegistry source : sources) {
      List<ArtifactRegistry> places = new ArrayList<>(List.of(source));
      places.addAll(source.mirrors());
      List<String> names = places.stream().map(UsableSources::check).toList();
      boolean answered =
          names.stream().map(states::get).anyMatch(state -> state != null && state.ok());
      for (String name : names) {
        State state = states.get(name);
        if (state != null) {
          judged.put(name, new State(state.ok(), state.why(), !stale && (state.ok() || !answered)));
        }
      }
    }
    return judged;
  }

  /** The name of the check that asks one source. */
  static String check(ArtifactRegistry source) {
    return Dependency.REGISTRY.label() + ":" + source.name();
  }
}
