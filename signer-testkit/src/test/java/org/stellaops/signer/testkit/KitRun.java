package org.stellaops.signer.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the tests of a contract outside JUnit, so that a test can assert that they fail. */
public final class KitRun {

  private KitRun() {}

  /** The names of the tests that fail. */
  public static SortedSet<String> failures(Supplier<?> contract) {
    SortedSet<String> failed = new TreeSet<>();
    for (Method test : contract.get().getClass().getMethods()) {
      if (test.isAnnotationPresent(Test.class) && !passes(test, contract.get())) {
        failed.add(test.getName());
      }
    }
    return failed;
  }

  /** Whether one test of the contract fails, where all of them would take long. */
  public static boolean fails(String test, Supplier<?> contract) {
    Object instance = contract.get();
    for (Method method : instance.getClass().getMethods()) {
      if (method.isAnnotationPresent(Test.class) && method.getName().equals(test)) {
        return !passes(method, instance);
      }
    }
    throw new AssertionError("the contract has no test " + test);
  }

  private static boolean passes(Method test, Object instance) {
    try {
      call(instance, BeforeEach.class);
      try {
        test.invoke(instance);
        return true;
      } finally {
        call(instance, AfterEach.class);
      }
    } catch (InvocationTargetException e) {
      return false;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void call(
      Object instance, Class<? extends java.lang.annotation.Annotation> annotation)
      throws InvocationTargetException, IllegalAccessException {
    for (Method method : instance.getClass().getMethods()) {
      if (method.isAnnotationPresent(annotation)) {
        method.invoke(instance);
      }
    }
  }
}
