package org.stellaops.signer.core.keys;

import java.time.Duration;
import java.util.Set;

/**
 * What it takes to change a key's life.
 *
 * @param twoPersons the verbs that a second person has to confirm
 * @param confirmWithin how long the first waits for the second
 */
public record KeyRules(Set<KeyVerb> twoPersons, Duration confirmWithin) {

  /** One person does everything. */
  public static final KeyRules ONE_PERSON = new KeyRules(Set.of(), Duration.ofMinutes(15));

  public KeyRules {
    twoPersons = Set.copyOf(twoPersons);
    if (confirmWithin.isNegative() || confirmWithin.isZero()) {
      throw new IllegalArgumentException("a second person needs some time to confirm");
    }
  }
}
