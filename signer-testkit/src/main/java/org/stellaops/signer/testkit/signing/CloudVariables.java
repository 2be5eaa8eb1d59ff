package org.stellaops.signer.testkit.signing;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * What the environment says of keys in an account with a vendor: the variables are called after the
 * algorithms, and each has one key or more with blanks between.
 *
 * @param prefix of the variables, {@code STELLA_CLOUD_AWS_}
 * @param page what to read where one is missing
 */
public record CloudVariables(String prefix, String page) {

  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final AtomicInteger TURN = new AtomicInteger();

  public Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(prefix + name)).filter(text -> !text.isBlank());
  }

  /**
   * @throws IllegalStateException it is not set
   */
  public String required(String name) {
    return variable(name)
        .orElseThrow(() -> new IllegalStateException("set " + prefix + name + ": " + page));
  }

  /**
   * The algorithms that have a key.
   *
   * @throws IllegalStateException none has
   */
  public Set<SignatureAlgorithm> supported() {
    Set<SignatureAlgorithm> supported = EnumSet.noneOf(SignatureAlgorithm.class);
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (variable(algorithm.name()).isPresent()) {
        supported.add(algorithm);
      }
    }
    if (supported.isEmpty()) {
      throw new IllegalStateException(
          "set " + prefix + SignatureAlgorithm.ECDSA_P256_SHA256 + " to a key: " + page);
    }
    return supported;
  }

  /** Each in turn: a key costs money for as long as it is there, so that none is made. */
  public KeyUri next(SignatureAlgorithm algorithm) {
    List<String> keys = BLANKS.splitAsStream(required(algorithm.name()).strip()).toList();
    return new KeyUri(keys.get(TURN.getAndIncrement() % keys.size()));
  }
}
