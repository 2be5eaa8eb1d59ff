package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.Examination;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.Rehearsal;
import org.stellaops.signer.bootstrap.Rehearsal.Asked;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.bootstrap.config.ServerSettings.Management;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.cli.client.CommandWords;
import org.stellaops.signer.cli.client.DpopKey;
import org.stellaops.signer.cli.client.Exchange;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.service.ServerStart;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.http.connection.TlsContext;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks for what would keep the service from working, and changes nothing. */
@Command(
    name = "doctor",
    description = "Check this machine and a configuration: keys, store, Authority, Licensing.",
    footer = {
      "",
      "Example:",
      "  stella doctor --config /etc/stella/signer.yaml",
      "  stella doctor --config signer.yaml --token file:token --poe env:STELLA_POE"
    })
public final class DoctorCommand implements Callable<Integer> {

  private static final JsonLimits READINESS = JsonLimits.REQUEST.withMaxBytes(64 << 10);

  @Mixin private Terminal terminal = new Terminal();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: what STELLA_CONFIG names; none is fine)")
  private @Nullable Path config;

  @Option(
      names = "--token",
      paramLabel = "env:NAME|file:PATH",
      description = "send this access token through every gate but signing (with --poe)")
  private @Nullable String token;

  @Option(
      names = "--poe",
      paramLabel = "env:NAME|file:PATH",
      description = "with --token: where the Proof of Entitlement is")
  private @Nullable String proofOfEntitlement;

  @Option(
      names = "--dpop-key",
      paramLabel = "FILE",
      description = "with --token: the key pair that it is bound to, to have a DPoP proof judged")
  private @Nullable Path dpopKey;

  @Option(
      names = "--scanner-digest",
      paramLabel = "sha256:HEX",
      description = "with --token: the scanner's image (default: what the token says)")
  private @Nullable String scannerDigest;

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "with --token: the tenant's key or profile to sign with; may be repeated")
  private List<String> keys = new ArrayList<>();

  @Override
  public Integer call() {
    Optional<Asked> asked = asked();
    Map<String, State> findings = new LinkedHashMap<>();
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    findings.put(
        "java", new State(true, Runtime.version() + ", with a heap of up to " + heap + "MiB"));
    Optional<Path> file = ConfigReader.named(config, System.getenv());
    if (asked.isPresent() && file.isEmpty()) {
      throw CommandFailed.usage("--token is judged by a configuration: --config FILE");
    }
    file.ifPresent(named -> examine(named, asked, findings));
    boolean good = findings.values().stream().noneMatch(State::stops);
    if (terminal.json()) {
      terminal.result(json(findings, good));
    } else {
      findings.forEach((name, state) -> terminal.line(name + ": " + mark(state) + state.why()));
      if (file.isEmpty()) {
        terminal.say("no configuration named; give --config FILE to have one examined");
      }
    }
    return (good ? ExitCode.GOOD : ExitCode.NO).number();
  }

  private static String mark(State state) {
    if (state.ok()) {
      return "";
    }
    return state.needed() ? "WRONG: " : "warning: not needed by every request: ";
  }

  /** The request whose gates are asked; its secrets are in no output. */
  private Optional<Asked> asked() {
    if (token == null || proofOfEntitlement == null) {
      if (token != null || proofOfEntitlement != null) {
        throw CommandFailed.usage("give --token and --poe together");
      }
      if (dpopKey != null || scannerDigest != null || !keys.isEmpty()) {
        throw CommandFailed.usage("--dpop-key, --scanner-digest and --key are for --token");
      }
      return Optional.empty();
    }
    DpopKey key = dpopKey == null ? null : DpopKey.read(dpopKey);
    return Optional.of(
        new Asked(
            OptionValue.secret("--token", token),
            OptionValue.secret("--poe", proofOfEntitlement),
            OptionValue.digest("--scanner-digest", scannerDigest),
            keys,
            key == null ? null : key::proof));
  }

  private static CanonicalWriter finding(String name, State state) {
    CanonicalWriter finding = CanonicalWriter.object().string("name", name).bool("ok", state.ok());
    if (!state.needed()) {
      finding.bool("needed", false);
    }
    return finding.string("what", state.why());
  }

  private static Bytes json(Map<String, State> findings, boolean good) {
    return CanonicalWriter.object()
        .objects(
            "findings",
            findings.entrySet().stream()
                .map(found -> finding(found.getKey(), found.getValue()))
                .toList())
        .bool("good", good)
        .string("schema", "https://stella-ops.org/schemas/stella/doctor/v1")
        .bytes();
  }

  private static void examine(Path file, Optional<Asked> asked, Map<String, State> findings) {
    try {
      Config read = ServerStart.read(file);
      findings.put("configuration", new State(true, "ok"));
      findings.putAll(Examination.of(read));
      tls(read, findings);
      running(read.server().management())
          .ifPresent(status -> {
            State inUse = new State(true, "in use by a running service, which is " + status);
            for (String name :
                List.of(Examination.STORE, Examination.LISTENER, Examination.MANAGEMENT)) {
              findings.put(name, inUse);
            }
          });
      asked
          .map(request -> Rehearsal.of(read, request))
          .orElse(Map.of())
          .forEach((name, state) ->
              findings.put(name, new State(state.ok(), CommandWords.of(state.why()))));
    } catch (CommandFailed e) {
      findings.put("configuration", new State(false, String.valueOf(e.getMessage())));
    }
  }

  private static void tls(Config config, Map<String, State> findings) {
    TlsFiles files = config.server().tls();
    if (files == null) {
      return;
    }
    try {
      TlsContext.of(files);
      findings.put("tls", new State(true, "ok"));
    } catch (IllegalArgumentException e) {
      findings.put("tls", new State(false, String.valueOf(e.getMessage())));
    }
  }

  /** The status of the service that answers at its management listener, if one does. */
  private static Optional<String> running(Management management) {
    String host = management.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    } else if (host.contains(":")) {
      host = "[" + host + "]";
    }
    try {
      URI readyz = URI.create("http://" + host + ":" + management.port() + "/readyz");
      Bytes answer = Bytes.adopt(Exchange.get(readyz).body());
      return JsonValue.parse(answer, READINESS) instanceof JsonObject readiness
          ? readiness.optionalString("status")
          : Optional.empty();
    } catch (CommandFailed | InvalidJson | IllegalArgumentException nobody) {
      return Optional.empty();
    }
  }
}
