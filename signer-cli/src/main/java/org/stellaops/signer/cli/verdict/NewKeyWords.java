package org.stellaops.signer.cli.verdict;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;

/** What is said of a key that was made: the lines of a configuration that has it. */
public final class NewKeyWords {

  private static final String SCHEMA = "https://stella-ops.org/schemas/stella/new-key/v1";

  private NewKeyWords() {}

  /** A setting of a backend, with its value in YAML. */
  public record Written(String setting, String value) {

    /** A list. */
    public Written(String setting, List<String> values) {
      this(
          setting,
          values.stream().map(NewKeyWords::quoted).collect(Collectors.joining(", ", "[", "]")));
    }

    /** A text. */
    public static Written text(String setting, String value) {
      return new Written(setting, quoted(value));
    }
  }

  /**
   * A key that was made.
   *
   * @param where it is, as it was named
   * @param added whether it is beside others that were there
   * @param backend what the lines call its backend
   * @param reference the key in the backend's own form
   */
  public record Made(
      KeyName name,
      PinnedKey key,
      String where,
      boolean added,
      String backend,
      String reference,
      List<Written> settings) {

    public Made {
      settings = List.copyOf(settings);
    }
  }

  public static void print(Terminal terminal, Made made) {
    PinnedKey key = made.key();
    terminal.say((made.added() ? "added a key to " : "made a key in ") + made.where());
    if (!terminal.json()) {
      terminal.line("# " + key.fingerprint() + "  " + KeyNames.details(key));
      terminal.line("# for the configuration, with your tenant's name and a name of the backend:");
      terminal.line(configuration(made));
      return;
    }
    terminal.result(
        CanonicalWriter.object()
            .bool("added", made.added())
            .string("algorithm", key.algorithm().label())
            .string("backend", made.backend())
            .string("configuration", configuration(made) + "\n")
            .string("id", key.fingerprint().toString())
            .string("keyDetails", KeyNames.details(key))
            .string("keyId", KeyNames.keyId(key))
            .string("name", made.name().value())
            .string("publicKey", key.pem())
            .string("schema", SCHEMA)
            .string("uri", uri(made))
            .bytes());
  }

  private static String uri(Made made) {
    return made.backend() + ":" + made.reference();
  }

  private static String configuration(Made made) {
    SignatureAlgorithm algorithm = made.key().algorithm();
    return "tenants:\n  TENANT:\n    keys:\n      "
        + made.name()
        + ": {uri: "
        + quoted(uri(made))
        + ", published: true"
        + (algorithm == SignatureAlgorithm.RSA_PSS_SHA256
            ? ", algorithm: " + algorithm.label()
            : "")
        + "}\nkeys:\n  backends:\n    "
        + made.backend()
        + ": {"
        + made.settings().stream()
            .map(each -> each.setting() + ": " + each.value())
            .collect(Collectors.joining(", "))
        + "}";
  }

  /** A string of JSON is one of YAML 1.2 as well. */
  private static String quoted(String text) {
    return new JsonString(text).canonical().utf8();
  }
}
