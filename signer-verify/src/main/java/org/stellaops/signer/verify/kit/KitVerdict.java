package org.stellaops.signer.verify.kit;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.ports.Check;

/**
 * The result of the verification of a kit.
 *
 * @param checks every check by name, in the order in which they were made
 * @param kit what may be trusted now; empty if a check failed
 * @param seen what to remember: as before if a check failed
 */
public record KitVerdict(List<Check> checks, Optional<VerifiedKit> kit, SeenKits seen) {

  public KitVerdict {
    checks = List.copyOf(checks);
  }

  public boolean verified() {
    return kit.isPresent();
  }
}
