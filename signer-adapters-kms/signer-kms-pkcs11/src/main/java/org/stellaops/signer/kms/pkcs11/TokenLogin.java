package org.stellaops.signer.kms.pkcs11;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a token is opened.
 *
 * @param pin gives a new array, which is overwritten after use
 * @param environment variables that the module finds besides those of this process
 * @param callTime after which one call counts as stuck
 */
record TokenLogin(
    String module,
    String token,
    Supplier<char[]> pin,
    Map<String, String> environment,
    Duration callTime) {}
