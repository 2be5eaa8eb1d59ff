package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.admission.AdmissionGate;
import org.stellaops.signer.core.admission.Admitted;
import org.stellaops.signer.core.bundle.SignedAnswer;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.core.entitlement.Entitled;
import org.stellaops.signer.core.entitlement.EntitlementGate;
import org.stellaops.signer.core.idempotency.FirstUse;
import org.stellaops.signer.core.idempotency.IdempotencyGate;
import org.stellaops.signer.core.intake.Intake;
import org.stellaops.signer.core.intake.IntakeGate;
import org.stellaops.signer.core.lifecycle.Concluded;
import org.stellaops.signer.core.release.ReleaseGate;
import org.stellaops.signer.core.release.Released;
import org.stellaops.signer.core.reservation.ReservationGate;
import org.stellaops.signer.core.reservation.Reserved;
import org.stellaops.signer.core.signing.SigningStep;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.core.statement.StatementGate;

/** No gate can be left out or moved: only it can make what the next one needs. */
class EvidenceTest {

  /** A gate, its method, what it needs and what it makes. */
  private record Gate(Class<?> type, String method, Class<?> needs, Class<?> makes) {}

  private static final List<Gate> GATES =
      List.of(
          new Gate(IntakeGate.class, "receive", Caller.class, Intake.class),
          new Gate(StatementGate.class, "read", Intake.class, Received.class),
          new Gate(EntitlementGate.class, "entitle", Received.class, Entitled.class),
          new Gate(IdempotencyGate.class, "recall", Entitled.class, FirstUse.class),
          new Gate(AdmissionGate.class, "admit", FirstUse.class, Admitted.class),
          new Gate(ReleaseGate.class, "release", Admitted.class, Released.class),
          new Gate(ReservationGate.class, "reserve", Released.class, Reserved.class));

  private static final @Nullable JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Shared, because it reads every jar once. */
  private static final @Nullable JavaFileManager CLASS_PATH =
      COMPILER == null
          ? null
          : COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  private static final Path SOURCE =
      Path.of("src/main/java/org/stellaops/signer/core/pipeline/SigningPipeline.java");

  /** Every type that is marked as evidence: the mark is the one list of it. */
  static Stream<Class<?>> evidence() throws IOException {
    Path classes;
    try {
      classes = Path.of(Caller.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
    try (Stream<Path> files = Files.walk(classes.resolve("org/stellaops/signer/core"))) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-info"))
          .<Class<?>>map(name -> loaded(name.substring(0, name.length() - 6).replace('/', '.')))
          .filter(type -> type.isAnnotationPresent(Evidence.class))
          .toList()
          .stream();
    }
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name, false, EvidenceTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void evidence_ofEveryGate_isMarked() throws IOException {
    assertThat(evidence())
        .containsAll(GATES.stream().map(Gate::makes).toList())
        .contains(Caller.class, VerifiedSignature.class, Concluded.class);
  }

  @ParameterizedTest
  @MethodSource("evidence")
  void evidence_isMadeInItsGatesPackageOnly(Class<?> evidence) {
    assertThat(Modifier.isFinal(evidence.getModifiers())).isTrue();
    assertThat(evidence.isRecord()).isFalse();
    assertThat(evidence.getDeclaredConstructors()).isNotEmpty();
    for (Constructor<?> constructor : evidence.getDeclaredConstructors()) {
      int reach = Modifier.PUBLIC | Modifier.PROTECTED;
      assertThat(constructor.getModifiers() & reach).isZero();
    }
    assertThat(evidence.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .noneMatch(method -> Modifier.isStatic(method.getModifiers()));
  }

  @Test
  void gates_eachNeedsWhatTheOneBeforeMakes() {
    Class<?> made = Caller.class;
    for (Gate gate : GATES) {
      assertThat(gate.needs()).isEqualTo(made);
      Method method = method(gate.type(), gate.method());
      assertThat(method.getParameterTypes()).contains(gate.needs());
      assertThat(method.getGenericReturnType()).isEqualTo(decisionOf(method, gate.makes()));
      assertThat(method.getParameterTypes()[method.getParameterCount() - 1]).isEqualTo(made);
      made = gate.makes();
    }
    Method seal = method(SigningStep.class, "seal");
    assertThat(seal.getParameterTypes()).containsExactly(made);
    assertThat(seal.getReturnType()).isEqualTo(Concluded.class);
  }

  private static Type decisionOf(Method method, Class<?> evidence) {
    ParameterizedType type = (ParameterizedType) method.getGenericReturnType();
    assertThat(type.getRawType()).isEqualTo(Decision.class);
    assertThat(type.getActualTypeArguments()).containsExactly(evidence);
    return type;
  }

  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Stream<Integer> gateLines() throws Exception {
    List<String> lines = Files.readAllLines(SOURCE);
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains(".then(") || lines.get(i).contains(".map("))
        .boxed();
  }

  /** Neither a signature just made nor one read again becomes an answer without being checked. */
  @Test
  void answers_areMadeOfCheckedSignaturesOnly() {
    List<Method> makers =
        Arrays.stream(SignedAnswer.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == SignedAnswer.class)
            .toList();
    assertThat(makers).hasSize(1);
    assertThat(makers.get(0).getGenericParameterTypes()[1].getTypeName())
        .isEqualTo("java.util.List<" + SignedBy.class.getName() + ">");
    assertThat(Arrays.stream(SignedBy.class.getRecordComponents()).map(RecordComponent::getType))
        .contains(VerifiedSignature.class);
    assertThat(SignedAnswer.class.getDeclaredConstructors())
        .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
  }

  static Stream<Path> checkers() {
    Path core = Path.of("src/main/java/org/stellaops/signer/core");
    return Stream.of(
        core.resolve("signing/Attempt.java"), core.resolve("idempotency/StoredSignatures.java"));
  }

  @ParameterizedTest
  @MethodSource("checkers")
  void answer_withoutTheCheckOfItsSignature_doesNotCompile(Path source, @TempDir Path out)
      throws Exception {
    String all = Files.readString(source);
    assertThat(errors(source, all, out)).isEmpty();
    String unchecked = all.replaceAll("VerifiedSignature verified =[^;]*;", "");
    assertThat(unchecked).isNotEqualTo(all);
    assertThat(errors(source, unchecked, out))
        .isNotEmpty()
        .allMatch(code -> code.contains("cant.resolve"));
  }

  @Test
  void pipeline_asItIs_compiles(@TempDir Path out) throws Exception {
    assertThat(gateLines()).hasSize(9);
    assertThat(errors(SOURCE, Files.readString(SOURCE), out)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("gateLines")
  void pipeline_withoutAnyOneGateCall_doesNotCompile(int line, @TempDir Path out) throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(SOURCE));
    String removed = lines.remove(line);
    boolean last = removed.contains(".map(");
    if (last) {
      lines.set(line - 1, lines.get(line - 1).replaceFirst("\\)\\)(\\s*//.*)$", "));$1"));
    }
    // Of the wrong type, that is: a line that is missing by its syntax would prove nothing.
    assertThat(errors(SOURCE, String.join("\n", lines), out))
        .isNotEmpty()
        .allMatch(code -> code.contains("cant.apply") || code.contains("prob.found.req"));
  }

  private static List<String> errors(Path file, String source, Path out) {
    assumeThat(COMPILER).as("a run-time without a compiler compiles nothing").isNotNull();
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("string:///" + file.getFileName()), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            out.toString());
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    COMPILER.getTask(null, CLASS_PATH, found, options, null, List.of(unit)).call();
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(Diagnostic::getCode)
        .toList();
  }
}
