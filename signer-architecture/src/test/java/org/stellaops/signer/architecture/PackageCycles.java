package org.stellaops.signer.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds packages that depend on each other in a circle. ArchUnit's own search left cycles out of a
 * graph with many of them, so this asks the plain question: can the package be reached again from
 * what it depends on?
 */
final class PackageCycles extends ArchCondition<JavaClass> {

  private final String root;
  private final Map<String, Set<String>> graph = new TreeMap<>();

  PackageCycles(String root) {
    super("be in no cycle of packages");
    this.root = root + ".";
  }

  @Override
  public void init(Collection<JavaClass> all) {
    graph.clear();
    for (JavaClass type : all) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (to.startsWith(root) && !to.equals(type.getPackageName())) {
          graph.computeIfAbsent(type.getPackageName(), any -> new TreeSet<>()).add(to);
        }
      }
    }
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    String from = type.getPackageName();
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
      if (to.startsWith(root) && !to.equals(from) && reachable(to).contains(from)) {
        events.add(
            SimpleConditionEvent.violated(
                type, type.getName() + " closes a cycle of packages: " + from + " -> " + to));
      }
    }
  }

  private Set<String> reachable(String start) {
    Set<String> seen = new HashSet<>();
    Deque<String> left = new ArrayDeque<>(Set.of(start));
    while (!left.isEmpty()) {
      String next = left.pop();
      if (seen.add(next)) {
        left.addAll(graph.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }
}
