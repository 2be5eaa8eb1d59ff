package org.stellaops.signer.http;

import java.util.Map;

/** Tells what the service depends on and whether each of it answers. */
@FunctionalInterface
public interface Readiness {

  /**
   * By the name of the dependency. Called for each {@code GET /readyz}; must answer in a second.
   */
  Map<String, State> check();

  /**
   * Of one dependency.
   *
   * @param ok whether requests that need it can succeed now
   * @param why a few words for operators, without addresses or secrets
   */
  record State(boolean ok, String why) {

    public static State up() {
      return new State(true, "ok");
    }

    public static State down(String why) {
      return new State(false, why);
    }
  }
}
