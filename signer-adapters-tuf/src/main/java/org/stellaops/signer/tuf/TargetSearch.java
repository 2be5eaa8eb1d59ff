package org.stellaops.signer.tuf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/**
 * Who says what of a target (specification 5.6.7): the top-level targets, then the roles that they
 * delegate it to, preorder and depth first, none of them twice.
 */
final class TargetSearch {

  /** Roles that are looked into for one target; the depth of delegations is no more than that. */
  static final int MOST_ROLES = 32;

  private final TargetsMetadata top;
  private final DelegatedMetadata delegated;

  TargetSearch(TargetsMetadata top, DelegatedMetadata delegated) {
    this.top = top;
    this.delegated = delegated;
  }

  /** What is said of a target by who has it. */
  TargetEntry find(String path) {
    Set<String> visited = new HashSet<>();
    Deque<DelegatedRole> waiting = new ArrayDeque<>();
    TargetsMetadata metadata = top;
    while (true) {
      Optional<TargetEntry> found = metadata.target(path);
      if (found.isPresent()) {
        return found.get();
      }
      goOnWith(metadata.delegations(), path, waiting);
      while (!waiting.isEmpty() && visited.contains(waiting.element().name())) {
        waiting.remove();
      }
      if (waiting.isEmpty()) {
        throw new UpdateRefused(Problem.NO_TARGET, path + " is none of the repository's targets");
      }
      DelegatedRole next = waiting.remove();
      if (visited.size() == MOST_ROLES) {
        throw new UpdateRefused(
            Problem.TOO_MANY_ROLES,
            path + " is in none of the first " + MOST_ROLES + " roles that it is delegated to");
      }
      visited.add(next.name());
      metadata = delegated.of(next);
    }
  }

  /**
   * A terminating delegation that is given the path is the last one that is asked, whoever waits.
   */
  private static void goOnWith(
      List<DelegatedRole> delegations, String path, Deque<DelegatedRole> waiting) {
    Deque<DelegatedRole> covering = new ArrayDeque<>();
    for (DelegatedRole role : delegations) {
      if (role.covers(path)) {
        role.requireName();
        covering.push(role);
        if (role.terminating()) {
          waiting.clear();
          break;
        }
      }
    }
    covering.forEach(waiting::push);
  }
}
