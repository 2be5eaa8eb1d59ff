package org.stellaops.signer.kms.pkcs11;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a token is opened.
 *
 * @param command starts the process with the module
 * @param sessions requests of the token at one time
 * @param pin gives a new array, which is overwritten after use
 * @param environment variables that the module finds besides the few of this process that say
 *     nothing
 * @param callTime after which one call counts as stuck
 */
record TokenLogin(
    List<String> command,
    int sessions,
    String module,
    String token,
    Supplier<char[]> pin,
    Map<String, String> environment,
    Duration callTime) {

  TokenLogin {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
