package org.stellaops.signer.model;

import java.util.Locale;
import java.util.Set;

/**
 * For whom security keys sign (WebAuthn Level 3 §4): a domain, and the web origins whose pages may
 * ask for signatures.
 *
 * @param id a domain name without scheme and port, as {@code signer.example}; a key that was
 *     registered for one signs for no other
 * @param origins exact, with scheme and port as browsers write them: {@code https://signer.example}
 */
public record RelyingParty(String id, Set<String> origins) {

  private static final int LONGEST = 253;

  /**
   * @throws IllegalArgumentException for an id that is no domain name in lower case, and for an
   *     origin that is none, or whose host is neither the id nor below it
   */
  public RelyingParty {
    origins = Set.copyOf(origins);
    if (id.length() > LONGEST || !id.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
      throw new IllegalArgumentException("not a domain name in lower case: " + id);
    }
    if (origins.isEmpty()) {
      throw new IllegalArgumentException("no origin: security keys need at least one");
    }
    for (String origin : origins) {
      requireOrigin(origin, id);
    }
  }

  private static void requireOrigin(String origin, String id) {
    String host = origin.replaceFirst("^https?://", "").replaceFirst(":[0-9]{1,5}$", "");
    boolean secure = origin.startsWith("https://") || host.equals("localhost");
    boolean within = host.equals(id) || host.endsWith("." + id);
    if (!origin.toLowerCase(Locale.ROOT).equals(origin)
        || !origin.matches("https?://[a-z0-9.-]+(:[0-9]{1,5})?")
        || origin.matches("https://.*:443")
        || !secure
        || !within) {
      throw new IllegalArgumentException(
          "no origin of "
              + id
              + " as browsers write it (https://"
              + id
              + ", the port only where it is not 443): "
              + origin);
    }
  }
}
