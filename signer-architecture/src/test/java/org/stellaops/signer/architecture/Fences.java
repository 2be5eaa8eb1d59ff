package org.stellaops.signer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arrows of the architecture as allow-lists: shells → bootstrap → core → ports ← adapters,
 * verify. The root package is a parameter, so that the same rules can be shown to bite on the
 * planted tree.
 */
final class Fences {
  private static final String JSPECIFY = "org.jspecify.annotations";

  private final String root;
  private final Map<String, List<String>> behindAPort;

  /**
   * @param behindAPort the adapters by their package below the root, each blind to the others, with
   *     the vendors' packages that each may name
   */
  Fences(String root, Map<String, List<String>> behindAPort) {
    this.root = root;
    this.behindAPort = new TreeMap<>(behindAPort);
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
        "outbound",
        only(
            "outbound",
            Allowed.jdkAnd(
                JSPECIFY, "org.apache.hc..", below("model"), below("ports"), below("outbound"))));
    rules.put(
        "crypto",
        only(
            "crypto",
            Allowed.jdkAnd(JSPECIFY, "org.bouncycastle..", below("model"), below("crypto"))));
    behindAPort.forEach((module, vendors) -> rules.put(module, adapter(module, vendors)));
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
            "outbound",
            "crypto",
            "oci",
            "identity",
            "fulcio",
            "fido2",
            "sql"));
    rules.put("http", own("http", "model", "ports", "json", "core", "bootstrap"));
    rules.put("dev", own("dev", "model", "ports", "json", "core", "bootstrap"));
    rules.put("cli", own("cli", "model", "ports", "json", "core", "bootstrap", "http", "verify"));
    rules.put("testkit", own("testkit", "model", "ports"));
    rules.put("one statement reader", oneStatementReader());
    rules.put("no cycle", noCycle());
    rules.put("telling names", tellingNames());
    rules.put("evidence", evidence());
    rules.put("repeats", repeats());
    rules.put("key use", keyUse());
    rules.put("embedding", embedding());
    rules.put("log push", logPush());
    rules.put("one name each", oneNameEach());
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

  /** The reader of signatures opens nothing, so that it can be used offline and on its own. */
  private ArchRule adapter(String module, List<String> vendors) {
    List<String> named = new ArrayList<>(List.of(JSPECIFY));
    List<String> shared = new ArrayList<>(List.of("model", "ports", "json", module));
    if (!module.equals("verify")) {
      shared.add("outbound");
    }
    for (String each : shared) {
      named.add(below(each));
    }
    named.addAll(vendors);
    String[] all = named.toArray(String[]::new);
    return only(module, module.equals("verify") ? Allowed.quietJdkAnd(all) : Allowed.jdkAnd(all));
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

  /** A statement is read the same way when it is signed and when it is verified. */
  private ArchRule oneStatementReader() {
    DescribedPredicate<JavaConstructorCall> makesOne =
        DescribedPredicate.describe(
            "makes a statement or a subject",
            call -> call.getTargetOwner().getPackageName().equals(root + ".json.intoto"));
    return lenient(
        noClasses()
            .that()
            .resideOutsideOfPackage(root + ".json.intoto")
            .should()
            .callConstructorWhere(makesOne));
  }

  private ArchRule noCycle() {
    return lenient(classes().that().resideInAPackage(root + "..").should(new PackageCycles(root)));
  }

  private ArchRule tellingNames() {
    return lenient(
        classes().that().resideInAPackage(root + "..").should(Conditions.haveATellingName()));
  }

  private ArchRule noVendorInPublic() {
    String[] places = behindAPort.keySet().stream().map(this::below).toArray(String[]::new);
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

  /**
   * I1: only the signing step, behind every gate, lets a key sign. What a person signs with a key
   * of their own, in the command, is no signature of the service.
   */
  private ArchRule keyUse() {
    DescribedPredicate<JavaMethodCall> signsWithAKey =
        DescribedPredicate.describe(
            "signs with a key",
            call ->
                call.getName().equals("sign")
                    && call.getTargetOwner().isAssignableTo(root + ".ports.SigningKey"));
    return lenient(
        noClasses()
            .that()
            .resideInAPackage(root + "..")
            .and()
            .resideOutsideOfPackages(below("core.signing"), below("testkit"), below("bench"))
            .and()
            .doNotHaveFullyQualifiedName(root + ".bootstrap.BypassDocument")
            .should()
            .callMethodWhere(signsWithAKey));
  }

  /** All that a shell or an embedder needs of the core is in {@code core.api}. */
  private ArchRule embedding() {
    DescribedPredicate<JavaClass> internal =
        DescribedPredicate.describe(
            "are internal to the core",
            type ->
                type.getPackageName().startsWith(root + ".core.")
                    && !(type.getPackageName() + ".").startsWith(root + ".core.api."));
    return lenient(
        noClasses()
            .that()
            .resideInAnyPackage(below("http"), below("dev"), below("cli"), below("example"))
            .should()
            .dependOnClassesThat(internal));
  }

  /** The Attestor pushes to logs; of the product the conformance commands alone do. */
  private ArchRule logPush() {
    return lenient(
        noClasses()
            .that()
            .resideInAPackage(root + "..")
            .and()
            .resideOutsideOfPackages(below("bootstrap.conformance"), below("cli.conformance"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(below("bootstrap.conformance")));
  }

  /** A reader who finds a name has found the type: no two of the product share one. */
  private ArchRule oneNameEach() {
    return lenient(
        classes()
            .that()
            .resideInAPackage(root + "..")
            .and()
            .areTopLevelClasses()
            .should(Conditions.haveANameOfTheirOwn()));
  }

  private ArchRule nullMarked() {
    return lenient(
        classes()
            .that()
            .resideInAPackage(root + "..")
            .should(Conditions.liveInANullMarkedPackage()));
  }
}
