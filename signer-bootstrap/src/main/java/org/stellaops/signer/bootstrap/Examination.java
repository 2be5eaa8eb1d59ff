package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.StoreSettings;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.core.signing.KeyCatalog;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Looks at what a start would need and changes nothing: the store is not opened, created or locked,
 * and nothing is recovered, so that it may run beside the service and as another user.
 */
public final class Examination {

  /** The store's directory, looked at from outside. */
  public static final String STORE = "store";

  private static final String CONFIGURATION = "configuration";

  /** For each dependency: a first connection takes its time, on a busy machine above all. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Examination() {}

  /** By name, in the order of a start. Takes up to some seconds. */
  public static Map<String, State> of(Config config) {
    Map<String, State> found = new LinkedHashMap<>();
    found.put(STORE, store(config.store()));
    nonceSecret(config).ifPresent(why -> found.put(CONFIGURATION, new State(false, why)));
    Ticker ticker = Ticker.system();
    try (Opened opened = new Opened()) {
      Map<String, SigningKeys> backends =
          new KeyRing(config, opened.add(new KeyBackendPool())).backends();
      found.putAll(keys(config, backends, ticker));
      Connections connections = new Connections(trace -> {}, opened);
      List<ArtifactRegistry> sources = Sources.open(config.releases(), ticker, connections);
      Map<String, JwksTokens> authorities = Issuers.authorities(config, ticker, connections);
      JwksTokens licensing = Issuers.licensing(config, ticker, connections);
      ReadinessProbe probe =
          opened.add(
              new ReadinessProbe(
                  () -> ReadinessProbe.peers(backends, sources, authorities, licensing), ticker));
      found.putAll(probe.check(LONGEST));
    } catch (StartFailed e) {
      String what =
          switch (e.reason()) {
            case KEYS, SECRET, POLICY -> Dependency.SIGNING_KEYS.label();
            case SETTINGS, STORE_IN_USE, STORE_UNUSABLE -> CONFIGURATION;
          };
      found.put(what, new State(false, String.valueOf(e.getMessage())));
    }
    return found;
  }

  /** Why a start would not take the secret of the nonces; a builder alone knows what it takes. */
  private static Optional<String> nonceSecret(Config config) {
    try {
      SignerRuntime.nonces(config, new SignerBuilder());
      return Optional.empty();
    } catch (StartFailed e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** One line for each key that its backend does not open, and none where all of them are fine. */
  private static Map<String, State> keys(
      Config config, Map<String, SigningKeys> backends, Ticker ticker) throws StartFailed {
    Map<String, State> found = new LinkedHashMap<>();
    try {
      new KeyCatalog(any -> backends, ticker)
          .open(KeyRing.snapshot(config), Deadline.in(LONGEST, ticker))
          .forEach(key ->
              found.put("key:" + key.tenant() + "/" + key.key(), new State(false, key.why())));
    } catch (IllegalArgumentException e) {
      throw new StartFailed(StartFailed.Reason.POLICY, String.valueOf(e.getMessage()), e);
    }
    return found;
  }

  private static State store(StoreSettings settings) {
    return switch (settings) {
      case StoreSettings.Sqlite(Path directory) -> directory(directory);
    };
  }

  private static State directory(Path directory) {
    String user = System.getProperty("user.name", "this user");
    if (!Files.exists(directory)) {
      Path above = existing(directory);
      return above != null && Files.isDirectory(above) && Files.isWritable(above)
          ? new State(true, "not there yet; the first start makes " + directory)
          : new State(false, user + " cannot make " + directory);
    }
    if (!Files.isDirectory(directory)) {
      return new State(false, directory + " is no directory");
    }
    if (!Files.isReadable(directory) || !Files.isWritable(directory)) {
      return new State(false, directory + " is closed to " + user + owner(directory));
    }
    return new State(true, "ok" + owner(directory));
  }

  private static @Nullable Path existing(Path directory) {
    Path above = directory.toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above;
  }

  private static String owner(Path directory) {
    try {
      return "; it belongs to " + Files.getOwner(directory).getName();
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }
}
