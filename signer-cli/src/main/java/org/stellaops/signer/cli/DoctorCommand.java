package org.stellaops.signer.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.core.json.CanonicalWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks for what would keep the service from working. */
@Command(
    name = "doctor",
    description = "Check this machine and a configuration: keys, store, Authority, Licensing.",
    footer = {"", "Example:", "  stella doctor --config /etc/stella/signer.yaml"})
final class DoctorCommand implements Callable<Integer> {

  private static final String OK = "ok";

  /** For each dependency: a first connection takes its time, on a busy machine above all. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: what STELLA_CONFIG names; none is fine)")
  private @Nullable Path config;

  @Override
  public Integer call() {
    Map<String, String> findings = new TreeMap<>();
    findings.put("java", Runtime.version().feature() >= 25 ? OK : "install Java 25 or later");
    findings.put(
        "development-mode",
        DevelopmentKit.find().isPresent() ? OK : "not in this distribution, as it should be");
    Optional<Path> file = ConfigReader.named(config, System.getenv());
    file.ifPresent(named -> examine(named, findings));
    boolean good =
        findings.entrySet().stream()
            .allMatch(found -> found.getValue().equals(OK) || found.getKey().startsWith("dev"));
    if (terminal.json()) {
      CanonicalWriter found = CanonicalWriter.object();
      findings.forEach(found::string);
      terminal.result(
          CanonicalWriter.object()
              .object("findings", found)
              .bool("good", good)
              .string("schema", "https://stella-ops.org/schemas/stella/doctor/v1")
              .bytes());
    } else {
      findings.forEach((name, state) -> terminal.line(name + ": " + state));
      if (file.isEmpty()) {
        terminal.say("no configuration named; give --config FILE to have one examined");
      }
    }
    return (good ? ExitCode.GOOD : ExitCode.NO).number();
  }

  private static void examine(Path file, Map<String, String> findings) {
    try (SignerRuntime runtime =
        SignerRuntime.start(ServeCommand.read(file), trace -> {}, failure -> {})) {
      findings.put("configuration", OK);
      runtime
          .readiness()
          .check(PATIENCE)
          .forEach((name, state) -> findings.put(name, state.ok() ? OK : state.why()));
    } catch (StartFailed e) {
      String where =
          switch (e.reason()) {
            case STORE_IN_USE, STORE_UNUSABLE -> "journal";
            case KEYS, SECRET, POLICY -> "configuration";
          };
      findings.put(where, String.valueOf(e.getMessage()));
    } catch (CommandFailed e) {
      findings.put("configuration", String.valueOf(e.getMessage()));
    }
  }
}
