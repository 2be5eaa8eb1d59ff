package org.stellaops.signer.kms.pkcs11;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * The key backend {@code pkcs11}. Settings: {@code module} (the shared library), {@code token}
 * (which token, as RFC 7512 attributes), {@code sessions} (signatures at one time), {@code
 * callTime} (milliseconds that one call may take), {@code environment} (variables for the module, a
 * line {@code NAME=VALUE} each), and the secret {@code pin}.
 */
public final class Pkcs11 implements KeyBackendType {

  @Override
  public String name() {
    return "pkcs11";
  }

  @Override
  public KeyBackend open(KeyBackendOptions options) {
    return keys(options.name(), login(options));
  }

  @Override
  public PinnedKey create(
      KeyBackendOptions options, KeyUri key, NewKeyKind kind, Deadline deadline) {
    return create(login(options), key, kind, deadline);
  }

  static PinnedKey create(TokenLogin login, KeyUri key, NewKeyKind kind, Deadline deadline) {
    try (TokenConnection connection = new TokenConnection(login, Ticker.system())) {
      return new NewTokenKey(connection).make(key, kind, deadline);
    }
  }

  private static TokenLogin login(KeyBackendOptions options) {
    Supplier<char[]> pin =
        options
            .secret("pin")
            .orElseThrow(() ->
                new BackendRefused("key backend " + options.name() + " needs the secret pin"));
    int sessions = number(options, "sessions", 4, 64);
    return new TokenLogin(
        TokenCommand.of(sessions),
        sessions,
        options.required("module"),
        options.required("token"),
        pin,
        environment(options),
        Duration.ofMillis(number(options, "callTime", 5_000, 600_000)));
  }

  static TokenKeys keys(String name, TokenLogin login) {
    return new TokenKeys(name, new TokenConnection(login, Ticker.system()));
  }

  private static Map<String, String> environment(KeyBackendOptions options) {
    Map<String, String> variables = new LinkedHashMap<>();
    options
        .setting("environment")
        .ifPresent(text ->
            text.lines()
                .forEach(line -> {
                  int equals = line.indexOf('=');
                  if (equals < 1) {
                    throw new BackendRefused(
                        "key backend " + options.name() + ": environment is a list of NAME=VALUE");
                  }
                  variables.put(line.substring(0, equals), line.substring(equals + 1));
                }));
    return variables;
  }

  private static int number(KeyBackendOptions options, String name, int otherwise, int most) {
    try {
      int number = options.setting(name).map(Integer::parseInt).orElse(otherwise);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BackendRefused(
        "key backend " + options.name() + ": " + name + " is a number from 1 to " + most);
  }
}
