package org.stellaops.signer.bootstrap.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that an operator reads all of it at once. */
final class ConfigProblems {

  /** More say nothing new. */
  private static final int MOST = 100;

  private final List<ConfigProblem> found = new ArrayList<>();

  void add(Place place, SettingPath key, String what, String allowed) {
    if (found.size() < MOST) {
      found.add(new ConfigProblem(place.toString(), key.toString(), what, allowed));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void refuseIfAny() throws ConfigRefused {
    if (!found.isEmpty()) {
      throw new ConfigRefused(found);
    }
  }
}
