package org.stellaops.signer.bootstrap.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Says everything that is wrong with it, one line each. */
public final class ConfigRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigRefused(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order in which they were found, at least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
