package org.stellaops.signer.architecture;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which implementations of a port no contract test runs against. */
final class ContractCoverage {
  private static final int FACTORY_HOPS = 2;

  private final String root;
  private final Set<String> adapters;
  private final JavaClasses main;
  private final JavaClasses tests;

  ContractCoverage(String root, Set<String> adapters, JavaClasses main, JavaClasses tests) {
    this.root = root;
    this.adapters = adapters;
    this.main = main;
    this.tests = tests;
  }

  /**
   * One sentence for each pair of port and implementation without a test class that extends the
   * port's contract and reaches it.
   */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (JavaClass type : main) {
      if (type.isInterface()
          || type.getModifiers().contains(JavaModifier.ABSTRACT)
          || !inAnAdapter(type)) {
        continue;
      }
      for (JavaClass port : type.getAllRawInterfaces()) {
        if (port.getPackageName().equals(root + ".ports")
            && port.isTopLevelClass()
            && !tested(type, port)
            && !testedAsWhatItIsOrOpens(type, port)
            && !testedByTheOneThatHandsItOut(type, port)
            && !testedAsTheNarrowerPort(type, port)) {
          gaps.add(
              type.getName()
                  + " implements "
                  + port.getSimpleName()
                  + ", but no test extends its contract");
        }
      }
    }
    return gaps;
  }

  private boolean inAnAdapter(JavaClass type) {
    return adapters.stream()
        .anyMatch(adapter -> (type.getPackageName() + ".").startsWith(root + "." + adapter + "."));
  }

  /** A port that extends another keeps its contract; one that opens others is tested by them. */
  private boolean testedAsWhatItIsOrOpens(JavaClass implementation, JavaClass port) {
    Set<JavaClass> others = new LinkedHashSet<>(port.getAllRawInterfaces());
    for (JavaMethod method : port.getMethods()) {
      others.add(method.getRawReturnType());
      others.addAll(method.getRawReturnType().getAllRawInterfaces());
    }
    return others.stream()
        .filter(other -> other.getPackageName().equals(root + ".ports") && other.isInterface())
        .anyMatch(other -> tested(implementation, other));
  }

  /** What one port hands out is part of that port's contract. */
  private boolean testedByTheOneThatHandsItOut(JavaClass implementation, JavaClass port) {
    return main.stream()
        .filter(other -> other.getPackageName().equals(root + ".ports") && other.isInterface())
        .filter(
            other -> other.getMethods().stream().anyMatch(m -> m.getRawReturnType().equals(port)))
        .anyMatch(other -> tested(implementation, other));
  }

  /** A port that another widens is tested where that other is handed out. */
  private boolean testedAsTheNarrowerPort(JavaClass implementation, JavaClass port) {
    return implementation.getAllRawInterfaces().stream()
        .filter(other -> other.getPackageName().equals(root + ".ports"))
        .filter(other -> other.getAllRawInterfaces().contains(port))
        .anyMatch(other -> testedByTheOneThatHandsItOut(implementation, other));
  }

  private boolean tested(JavaClass implementation, JavaClass port) {
    String contract = root + ".testkit." + port.getSimpleName() + "Contract";
    for (JavaClass test : tests) {
      boolean extendsContract =
          test.getAllRawSuperclasses().stream()
              .anyMatch(above -> above.getName().equals(contract) || endsAs(above, port));
      if (extendsContract && reaches(test, implementation)) {
        return true;
      }
    }
    return false;
  }

  /** The kit may sort its contracts into packages. */
  private boolean endsAs(JavaClass above, JavaClass port) {
    return above.getPackageName().startsWith(root + ".testkit.")
        && above.getSimpleName().equals(port.getSimpleName() + "Contract");
  }

  /** Through the test's own bench and fakes, and then a factory: an implementation may hide. */
  private boolean reaches(JavaClass test, JavaClass implementation) {
    Set<String> bench = new LinkedHashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>(List.of(test));
    Set<String> reached = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      for (String named : namedBy(open.remove())) {
        reached.add(named);
        if (tests.contain(named) && bench.add(named)) {
          open.add(tests.get(named));
        }
      }
    }
    for (int hop = 0; hop < FACTORY_HOPS; hop++) {
      for (String named : List.copyOf(reached)) {
        if (main.contain(named) && inAnAdapter(main.get(named))) {
          reached.addAll(namedBy(main.get(named)));
        }
      }
    }
    return reached.contains(implementation.getName());
  }

  private static Set<String> namedBy(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(Dependency::getTargetClass)
        .map(JavaClass::getName)
        .collect(toUnmodifiableSet());
  }
}
