package org.stellaops.signer.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What ArchUnit has no word for. */
final class Conditions {
  private static final Pattern EMPTY_PACKAGE =
      Pattern.compile(".*\\.(common|utils?|impl|managers?|helpers?|misc)(\\..*)?");
  private static final Pattern EMPTY_CLASS =
      Pattern.compile(".*(Common|Utils?|Impl|Manager|Helpers?)");

  private Conditions() {}

  static ArchCondition<JavaClass> haveATellingName() {
    return condition(
        "have a name that says what it is for",
        type ->
            EMPTY_PACKAGE.matcher(type.getPackageName()).matches()
                    || EMPTY_CLASS.matcher(type.getSimpleName()).matches()
                ? type.getName() + " has a name that says nothing: name what it is for"
                : "");
  }

  /** A record cannot: its constructor is as public as itself. */
  static ArchCondition<JavaClass> beMintedOnlyInTheirPackage() {
    return condition(
        "be minted only in their package",
        type -> {
          boolean closed = type.getModifiers().contains(JavaModifier.FINAL);
          for (JavaConstructor constructor : type.getConstructors()) {
            closed &=
                !constructor.getModifiers().contains(JavaModifier.PUBLIC)
                    && !constructor.getModifiers().contains(JavaModifier.PROTECTED);
          }
          return closed ? "" : type.getName() + " is evidence that anyone can mint";
        });
  }

  static ArchCondition<JavaClass> haveANameOfTheirOwn() {
    return new ArchCondition<>("have a simple name of their own") {
      private final Map<String, String> owners = new HashMap<>();

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (type.getSimpleName().equals("package-info")) {
          return;
        }
        String other = owners.putIfAbsent(type.getSimpleName(), type.getName());
        if (other != null) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " has the simple name of " + other));
        }
      }
    };
  }

  static ArchCondition<JavaClass> construct(DescribedPredicate<JavaClass> what) {
    return new ArchCondition<>("construct what may " + what.getDescription()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getConstructorCallsFromSelf().stream()
            .filter(call -> what.test(call.getTargetOwner()))
            .forEach(call ->
                events.add(
                    SimpleConditionEvent.satisfied(
                        type, type.getName() + ": " + call.getDescription())));
      }
    };
  }

  static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return condition(
        "live in a package marked @NullMarked",
        type ->
            type.getPackage().isAnnotatedWith(NullMarked.class)
                ? ""
                : type.getName()
                    + " lives in a package without @NullMarked in its package-info.java");
  }

  /**
   * Holds for supertypes and for the public and protected members, with their type arguments and
   * exceptions.
   */
  static ArchCondition<JavaClass> showOnly(Allowed allowed) {
    return condition(
        "show no vendor's type",
        type -> {
          for (JavaClass shown : shownBy(type)) {
            if (!allowed.test(shown)) {
              return type.getName() + " shows the vendor's type " + shown.getName();
            }
          }
          return "";
        });
  }

  private static Set<JavaClass> shownBy(JavaClass type) {
    Set<JavaClass> shown = new HashSet<>(type.getAllRawInterfaces());
    type.getRawSuperclass().ifPresent(shown::add);
    for (JavaMember member : type.getMembers()) {
      if (!member.getModifiers().contains(JavaModifier.PUBLIC)
          && !member.getModifiers().contains(JavaModifier.PROTECTED)) {
        continue;
      }
      if (member instanceof JavaField field) {
        shown.addAll(field.getType().getAllInvolvedRawTypes());
      } else if (member instanceof JavaCodeUnit unit) {
        shown.addAll(unit.getReturnType().getAllInvolvedRawTypes());
        unit.getParameterTypes().stream()
            .map(JavaType::getAllInvolvedRawTypes)
            .forEach(shown::addAll);
        shown.addAll(unit.getExceptionTypes());
      }
    }
    return shown;
  }

  private static ArchCondition<JavaClass> condition(
      String description, Function<JavaClass, String> complaint) {
    return new ArchCondition<>(description) {
      @Override
      public void init(Collection<JavaClass> all) {}

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String said = complaint.apply(type);
        events.add(new SimpleConditionEvent(type, said.isEmpty(), said));
      }
    };
  }
}
