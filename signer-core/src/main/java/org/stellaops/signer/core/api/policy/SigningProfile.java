package org.stellaops.signer.core.api.policy;

import java.util.List;
import java.util.Set;
import org.stellaops.signer.model.KeyName;

/**
 * Keys that sign together, under a name of the tenant's.
 *
 * @param keys 1 to {@value #MOST_KEYS} distinct keys of the tenant
 */
public record SigningProfile(KeyName name, List<KeyName> keys) {

  /** At most so many keys sign one statement. */
  public static final int MOST_KEYS = 8;

  /** The profile that signs where a request names neither keys nor a profile. */
  public static final KeyName DEFAULT = new KeyName("default");

  public SigningProfile {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || keys.size() > MOST_KEYS || Set.copyOf(keys).size() != keys.size()) {
      throw new IllegalArgumentException(
          "profile " + name + " has 1 to " + MOST_KEYS + " different keys");
    }
  }
}
