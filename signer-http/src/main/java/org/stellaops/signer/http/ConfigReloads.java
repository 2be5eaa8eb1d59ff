package org.stellaops.signer.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.Reload;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigFile;
import org.stellaops.signer.bootstrap.config.ConfigProblem;
import org.stellaops.signer.bootstrap.config.ConfigRefused;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.http.observe.Metrics;
import org.stellaops.signer.http.observe.ServerLogging;

/**
 * Reads the configuration anew and puts it in force, or keeps the one before. What came of the last
 * attempt shows in the log, in {@code /readyz} and in a metric.
 */
final class ConfigReloads {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigReloads.class);
  private static final String NAME = "configuration";
  private static final String RELOADS = "signer.config.reloads";
  private static final String RELOADS_MEANING = "Reloads of the configuration";

  private final SignerRuntime runtime;
  private final HttpShell shell;
  private final Metrics metrics;
  private volatile List<String> problems = List.of();

  ConfigReloads(SignerRuntime runtime, HttpShell shell, Metrics metrics) {
    this.runtime = runtime;
    this.shell = shell;
    this.metrics = metrics;
    for (String outcome : List.of("applied", "unchanged", "rejected")) {
      metrics.declare(RELOADS, RELOADS_MEANING, "outcome", outcome);
    }
  }

  /** Where the configuration is read from. */
  @FunctionalInterface
  interface Source {
    ConfigFile read() throws ConfigRefused;
  }

  /** One reload at a time; it returns when the new configuration is in force or refused. */
  synchronized Reload reload(Source source) {
    Reload outcome = attempt(source);
    metrics.count(RELOADS, RELOADS_MEANING, "outcome", outcome.label());
    switch (outcome) {
      case Reload.Applied applied -> {
        problems = List.of();
        LOG.atInfo().addKeyValue("policySha256", applied.policy()).log("configuration reloaded");
        warnOfKeys();
      }
      case Reload.Unchanged unchanged -> {
        problems = List.of();
        LOG.atInfo()
            .addKeyValue("policySha256", unchanged.policy())
            .log("configuration reloaded; its policy is the same");
      }
      case Reload.Rejected rejected -> {
        problems = rejected.problems();
        rejected
            .problems()
            .forEach(problem ->
                LOG.atError()
                    .addKeyValue("problem", problem)
                    .log("configuration not reloaded; the one before stays in force"));
      }
    }
    return outcome;
  }

  /**
   * Says which keys of the configuration in force cannot be used, or are not in it and should be.
   */
  void warnOfKeys() {
    runtime
        .unavailableKeys()
        .forEach((key, why) ->
            LOG.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("why", why)
                .log("a signing key is not available"));
    for (String trouble : runtime.keyTroubles()) {
      LOG.atWarn().addKeyValue("why", trouble).log("a signing key signs nothing");
    }
    for (String key : runtime.untoldRevocations()) {
      LOG.atWarn()
          .addKeyValue("key", key)
          .log(
              "a revoked key is not configured: the list of keys no longer tells verifiers that it"
                  + " is revoked");
    }
  }

  private Reload attempt(Source source) {
    ConfigFile file;
    try {
      file = source.read();
    } catch (ConfigRefused e) {
      return new Reload.Rejected(e.problems().stream().map(ConfigProblem::toString).toList());
    }
    Config next = file.config();
    // The certificate is the only part that another object holds: tried first, undone by a refusal.
    TlsFiles before = runtime.config().server().tls();
    TlsFiles after = next.server().tls();
    try {
      presentIfAny(before, after);
    } catch (IllegalArgumentException e) {
      return new Reload.Rejected(List.of(String.valueOf(e.getMessage())));
    }
    Reload outcome = runtime.reload(next);
    if (outcome instanceof Reload.Rejected rejected) {
      return undone(rejected, before);
    }
    ServerLogging.level(next.server().log().level());
    LOG.atInfo().addKeyValue("configSha256", file.sha256()).log("configuration read");
    return outcome;
  }

  private void presentIfAny(@Nullable TlsFiles before, @Nullable TlsFiles after) {
    if (before != null && after != null) {
      shell.reloadTls(after);
    }
  }

  private Reload undone(Reload.Rejected rejected, @Nullable TlsFiles before) {
    try {
      presentIfAny(before, before);
      return rejected;
    } catch (IllegalArgumentException gone) {
      List<String> all = new ArrayList<>(rejected.problems());
      all.add(
          "the certificate before cannot be read again; the new one stays: " + gone.getMessage());
      return new Reload.Rejected(all);
    }
  }

  /** {@code states} with a line about the configuration: ready, for the one before is in force. */
  Map<String, State> with(Map<String, State> states) {
    Map<String, State> all = new TreeMap<>(states);
    List<String> now = problems;
    all.put(
        NAME,
        new State(
            true,
            now.isEmpty()
                ? "ok"
                : "the last reload was refused for "
                    + now.size()
                    + (now.size() == 1 ? " problem" : " problems")
                    + ", see the log; the configuration before is in force"));
    return all;
  }
}
