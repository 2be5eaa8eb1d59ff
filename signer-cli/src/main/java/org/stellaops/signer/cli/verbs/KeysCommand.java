package org.stellaops.signer.cli.verbs;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ConfiguredKeys;
import org.stellaops.signer.bootstrap.ConfiguredKeys.ConfiguredKey;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.ServerOptions;
import org.stellaops.signer.cli.service.ServerStart;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Public keys. */
@Command(
    name = "keys",
    description = "Make signing keys, look at them, and change their life.",
    subcommands = {
      CreateKey.class,
      KeysCommand.ListKeys.class,
      KeyLifeVerbs.Status.class,
      KeyLifeVerbs.Prepare.class,
      KeyLifeVerbs.Activate.class,
      KeyLifeVerbs.Retire.class,
      KeyLifeVerbs.Suspend.class,
      KeyLifeVerbs.Resume.class,
      KeyLifeVerbs.Revoke.class
    })
public final class KeysCommand extends Group {

  /** The keys of a server or of a configuration. */
  @Command(
      name = "list",
      description = "List the public keys that a server publishes, or those of a configuration.",
      footer = {
        "",
        "Example:",
        "  stella keys list --server http://127.0.0.1:8440",
        "  stella keys list --config signer.yaml --key sbom --pem > signer.pub"
      })
  static final class ListKeys implements Runnable {

    @Mixin private Terminal terminal = new Terminal();

    @Option(
        names = "--server",
        paramLabel = "URL",
        description = "origin of the signer, https://signer.example")
    private @Nullable URI server;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "read the keys of this configuration from their backends instead")
    private @Nullable Path config;

    @Option(
        names = "--key",
        paramLabel = "NAME",
        description =
            "this key alone: sha256:HEX, or with --config its name, with TENANT/ before it if"
                + " several have one")
    private @Nullable String only;

    @Option(
        names = "--pem",
        description = "print PEM blocks, as cosign's and stella's own --key read them")
    private boolean pem;

    /**
     * A key as it is shown.
     *
     * @param name null where nobody says it: a server publishes none
     * @param state empty where nobody says it: a configuration does not know
     */
    private record Shown(@Nullable String name, PinnedKey key, String state) {

      String label() {
        String first = key.fingerprint() + "  " + KeyNames.details(key) + "  ";
        return first + named(KeyNames.keyId(key)) + (state.isEmpty() ? "" : "  " + marked());
      }

      String block() {
        String mark = isRevoked() ? "  " + marked() : "";
        return "# " + named(key.fingerprint().toString()) + mark + "\n" + key.pem().strip();
      }

      boolean isRevoked() {
        return state.equals("revoked");
      }

      private String marked() {
        return isRevoked() ? "REVOKED" : state;
      }

      private String named(String id) {
        return id + (name == null ? "" : "  " + name);
      }
    }

    @Override
    public void run() {
      if ((server == null) == (config == null)) {
        throw CommandFailed.usage("whose keys? give --server URL or --config FILE, one of them");
      }
      if (terminal.json() && (pem || only != null)) {
        throw CommandFailed.usage("--output json has every key, and each as PEM already");
      }
      if (config != null) {
        ofConfiguration(config);
      } else if (server != null) {
        ofServer(server);
      }
    }

    private void ofConfiguration(Path file) {
      try {
        ConfiguredKeys.Found found = ConfiguredKeys.of(ServerStart.read(file));
        List<ConfiguredKey> keys = found.keys();
        if (terminal.json()) {
          // Who keeps this list takes it for all of them.
          requireAll(found);
          terminal.result(json(keys));
          return;
        }
        List<Shown> shown =
            keys.stream()
                .filter(key -> only == null || isNamed(key) || isId(key.key()))
                .map(key -> new Shown(path(key), key.key(), ""))
                .toList();
        if (only != null && shown.stream().map(Shown::key).distinct().count() > 1) {
          throw CommandFailed.usage(
              "--key: several tenants have a key "
                  + only
                  + "; name one of "
                  + shown.stream().map(Shown::name).collect(Collectors.joining(", ")));
        }
        print(shown);
        requireAll(found);
      } catch (StartFailed e) {
        throw ServerStart.refused(e);
      }
    }

    private static void requireAll(ConfiguredKeys.Found found) {
      if (!found.missing().isEmpty()) {
        throw new CommandFailed(
            FailureCode.UNAVAILABLE,
            "not listed, for they cannot be read now: "
                + found.missing().entrySet().stream()
                    .map(each -> "key " + each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining("; ")),
            null);
      }
    }

    private void ofServer(URI named) {
      URI origin = ServerOptions.origin(named, KeyList.IN_THE_CLEAR);
      Bytes trust = KeyList.document(origin);
      List<Shown> keys =
          KeyList.require(origin, trust).keys().stream()
              .map(listed -> new Shown(null, listed.key(), listed.state()))
              .toList();
      if (terminal.json()) {
        terminal.result(trust);
      } else {
        print(keys.stream().filter(this::isWanted).toList());
      }
    }

    /**
     * Who takes a list of PEM blocks trusts them all: a revoked one has to be asked for by its id.
     */
    private boolean isWanted(Shown key) {
      if (only != null) {
        return isId(key.key());
      }
      if (pem && key.isRevoked()) {
        terminal.say(
            "note: left out " + key.key().fingerprint() + ", which is revoked; --key prints it");
        return false;
      }
      return true;
    }

    private static String path(ConfiguredKey key) {
      return key.tenant() + "/" + key.name();
    }

    private boolean isNamed(ConfiguredKey key) {
      return key.name().equals(only) || path(key).equals(only);
    }

    private boolean isId(PinnedKey key) {
      return key.fingerprint().toString().equals(only);
    }

    private void print(List<Shown> keys) {
      if (only != null && keys.isEmpty()) {
        throw CommandFailed.usage("--key: there is no key " + only + " there");
      }
      keys.forEach(key -> terminal.line(pem ? key.block() : key.label()));
    }

    private static Bytes json(List<ConfiguredKey> keys) {
      return CanonicalWriter.object()
          .objects(
              "keys",
              keys.stream()
                  .map(key ->
                      CanonicalWriter.object()
                          .string("id", key.key().fingerprint().toString())
                          .string("keyDetails", KeyNames.details(key.key()))
                          .string("keyId", KeyNames.keyId(key.key()))
                          .string("name", key.name())
                          .string("publicKey", key.key().pem())
                          .bool("published", key.published())
                          .string("tenant", key.tenant()))
                  .toList())
          .string("schema", "https://stella-ops.org/schemas/stella/keys/v1")
          .bytes();
    }
  }
}
