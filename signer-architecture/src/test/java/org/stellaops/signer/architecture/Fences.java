package org.stellaops.signer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrows of the architecture as allow-lists: shells → bootstrap → core → ports ← adapters,
 * verify. The root package is a parameter, so that the same rules can be shown to bite on the
 * planted tree.
 */
final class Fences {
  private static final String JSPECIFY = "org.jspecify.annotations";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String BOUNCY_CASTLE = "org.bouncycastle..";

  /** Named by their package below the root; each is blind to the others. */
  private static final List<String> BEHIND_A_PORT =
      List.of("verify", "kms.keystore", "oci", "identity", "sql");

  private final String root;

  Fences(String root) {
    this.root = root;
  }

  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("model", only("model", Allowed.quietJdkAnd(JSPECIFY, below("model"))));
    rules.put(
        "ports", only("ports", Allowed.quietJdkAnd(JSPECIFY, below("model"), below("ports"))));
    rules.put(
        "json",
        only(
            "json",
            Allowed.quietJdkAnd(JSPECIFY, "org.erdtman.jcs", below("model"), below("json"))));
    rules.put(
        "core",
        only(
            "core",
            Allowed.quietJdkAnd(
                JSPECIFY, below("model"), below("ports"), below("json"), below("core"))));
    rules.put(
        "verify",
        only(
            "verify",
            Allowed.quietJdkAnd(
                JSPECIFY,
                JACKSON,
                BOUNCY_CASTLE,
                below("model"),
                below("ports"),
                below("verify"))));
    rules.put("kms.keystore", adapter("kms.keystore", BOUNCY_CASTLE));
    rules.put("oci", adapter("oci", JACKSON));
    rules.put("identity", adapter("identity", JACKSON, "com.nimbusds.."));
    rules.put("sql", adapter("sql", "org.sqlite.."));
    rules.put(
        "bootstrap",
        own(
            "bootstrap",
            "model",
            "ports",
            "json",
            "core",
            "verify",
            "kms",
            "oci",
            "identity",
            "sql"));
    rules.put("http", own("http", "model", "ports", "json", "core", "bootstrap"));
    rules.put("dev", own("dev", "model", "ports", "json", "core", "bootstrap"));
    rules.put("cli", own("cli", "model", "ports", "json", "core", "bootstrap", "http", "verify"));
    rules.put("testkit", own("testkit", "model", "ports"));
    rules.put("no cycle", noCycle());
    rules.put("telling names", tellingNames());
    rules.put("evidence", evidence());
    rules.put("repeats", repeats());
    rules.put("no vendor in public", noVendorInPublic());
    rules.put("null marked", nullMarked());
    return rules;
  }

  private String below(String module) {
    return root + "." + module + "..";
  }

  private static ArchRule lenient(ArchRule rule) {
    return rule.allowEmptyShould(true);
  }

  private ArchRule only(String module, Allowed allowed) {
    return lenient(
        classes().that().resideInAPackage(below(module)).should().onlyDependOnClassesThat(allowed));
  }

  private ArchRule adapter(String module, String... vendor) {
    String[] named = new String[vendor.length + 4];
    System.arraycopy(vendor, 0, named, 4, vendor.length);
    named[0] = JSPECIFY;
    named[1] = below("model");
    named[2] = below("ports");
    named[3] = below(module);
    return only(module, Allowed.jdkAnd(named));
  }

  /** Vendors are the pom's affair here; of our own packages only the named ones. */
  private ArchRule own(String module, String... others) {
    List<String> reachable = new ArrayList<>(List.of(below(module)));
    for (String other : others) {
      reachable.add(below(other));
    }
    Allowed ours = Allowed.jdkAnd(reachable.toArray(String[]::new));
    DescribedPredicate<JavaClass> allowed =
        DescribedPredicate.describe(
            "are foreign or one of " + reachable,
            type ->
                !type.getBaseComponentType().getPackageName().startsWith(root + ".")
                    || ours.test(type));
    return lenient(
        classes().that().resideInAPackage(below(module)).should().onlyDependOnClassesThat(allowed));
  }

  private ArchRule noCycle() {
    SliceAssignment byPackage =
        new SliceAssignment() {
          @Override
          public String getDescription() {
            return "packages below " + root;
          }

          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith(root + ".")
                ? SliceIdentifier.of(type.getPackageName())
                : SliceIdentifier.ignore();
          }
        };
    return lenient(slices().assignedFrom(byPackage).should().beFreeOfCycles());
  }

  private ArchRule tellingNames() {
    return lenient(
        classes().that().resideInAPackage(root + "..").should(Conditions.haveATellingName()));
  }

  private ArchRule noVendorInPublic() {
    String[] places = BEHIND_A_PORT.stream().map(this::below).toArray(String[]::new);
    Allowed allowed = Allowed.jdkAnd(JSPECIFY, root + "..");
    return lenient(
        classes()
            .that()
            .resideInAnyPackage(places)
            .and()
            .arePublic()
            .should(Conditions.showOnly(allowed)));
  }

  private ArchRule evidence() {
    DescribedPredicate<JavaClass> evidence =
        DescribedPredicate.describe(
            "are evidence of a gate",
            type ->
                type.getAnnotations().stream()
                    .anyMatch(mark -> mark.getRawType().getSimpleName().equals("Evidence")));
    return lenient(
        classes()
            .that()
            .resideInAPackage(below("core"))
            .and(evidence)
            .should(Conditions.beMintedOnlyInTheirPackage()));
  }

  /** That a request was answered before is for the idempotency gate alone to say. */
  private ArchRule repeats() {
    DescribedPredicate<JavaClass> repeated =
        DescribedPredicate.describe(
            "say that a request was answered before",
            type -> type.getName().endsWith(".core.decision.Decision$Repeated"));
    return lenient(
        noClasses()
            .that()
            .resideOutsideOfPackages(below("core.decision"), below("core.idempotency"))
            .should(Conditions.construct(repeated)));
  }

  private ArchRule nullMarked() {
    return lenient(
        classes()
            .that()
            .resideInAPackage(root + "..")
            .should(Conditions.liveInANullMarkedPackage()));
  }
}
