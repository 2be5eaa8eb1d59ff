package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.NewKeys;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.verdict.NewKeyWords.Made;
import org.stellaops.signer.cli.verdict.NewKeyWords.Written;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.PortException;
import picocli.CommandLine.Option;

/** The PKCS#11 token that a new key is to be on. */
final class NewKeyToken {

  private static final Pattern ID = Pattern.compile("([0-9a-f]{2}){1,32}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=[^\\n\\r]*");
  private static final int RANDOM_ID = 8;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = "on a token, through this PKCS#11 library")
  private @Nullable Path module;

  @Option(
      names = "--token",
      paramLabel = "ATTRIBUTES",
      description = "which token, as pkcs11:token=NAME (RFC 7512)")
  private @Nullable String token;

  @Option(
      names = "--pin",
      paramLabel = "env:NAME|file:PATH",
      description = "where the user's PIN of the token is")
  private @Nullable String pin;

  @Option(
      names = "--id",
      paramLabel = "HEX",
      description = "the id of the key on the token (default: a random one)")
  private @Nullable String id;

  @Option(
      names = "--environment",
      paramLabel = "NAME=VALUE",
      description = "a variable that the PKCS#11 library finds; may be repeated")
  private List<String> environment = List.of();

  /** Whether any of its options is given. */
  boolean named() {
    return Stream.of(module, token, pin, id).anyMatch(Objects::nonNull) || !environment.isEmpty();
  }

  /** Refuses a command line that does not name a token whole. */
  void require() {
    if (module == null || token == null || pin == null) {
      throw CommandFailed.usage(
          "a token is named by all of --module FILE, --token pkcs11:token=NAME and --pin"
              + " file:PATH or env:NAME");
    }
    if (id != null && !ID.matcher(id).matches()) {
      throw CommandFailed.usage("--id is 1 to 32 bytes in lower-case hexadecimal, as 01");
    }
    if (!environment.stream().allMatch(each -> VARIABLE.matcher(each).matches())) {
      throw CommandFailed.usage("--environment is NAME=VALUE");
    }
  }

  Made make(KeyName name, NewKeyKind kind) {
    String reference = "pkcs11:object=" + name + ";id=" + percent(id());
    String library = Objects.requireNonNull(module).toAbsolutePath().normalize().toString();
    String which = Objects.requireNonNull(token);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("module", library);
    settings.put("token", which);
    settings.put("sessions", "1");
    if (!environment.isEmpty()) {
      settings.put("environment", String.join("\n", environment));
    }
    char[] secret = OptionValue.password("--pin", Objects.requireNonNull(pin));
    try {
      PinnedKey key = NewKeys.onToken(settings, secret::clone, new KeyUri(reference), kind);
      return new Made(name, key, which, true, "hsm", reference, written(library, which));
    } catch (PortException e) {
      throw CommandFailed.file(String.valueOf(e.getMessage()), e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private List<Written> written(String library, String which) {
    List<Written> written = new ArrayList<>();
    written.add(Written.text("type", "pkcs11"));
    written.add(Written.text("module", library));
    written.add(Written.text("token", which));
    written.add(Written.text("pin", NewKeyPlace.reference(Objects.requireNonNull(pin))));
    if (!environment.isEmpty()) {
      written.add(new Written("environment", environment));
    }
    return written;
  }

  /** What is wrong with the file that the PIN is in, if others may read it. */
  Optional<String> note() {
    return NewKeyPlace.openToOthers(Objects.requireNonNull(pin));
  }

  private byte[] id() {
    if (id != null) {
      return HexFormat.of().parseHex(id);
    }
    byte[] random = new byte[RANDOM_ID];
    new SecureRandom().nextBytes(random);
    return random;
  }

  private static String percent(byte[] bytes) {
    return "%" + HexFormat.ofDelimiter("%").formatHex(bytes);
  }
}
