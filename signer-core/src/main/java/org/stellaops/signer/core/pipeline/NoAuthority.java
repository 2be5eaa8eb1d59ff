package org.stellaops.signer.core.pipeline;

import java.util.List;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Stands where no Authority is configured: no token is ever good. */
public final class NoAuthority {

  public static final SignedTokens TOKENS =
      (compact, deadline) -> new SignedTokens.Reading.Unreadable(TokenFault.UNKNOWN_KEY);

  public static final PossessionProofs PROOFS =
      compact -> new PossessionProofs.Reading.Unreadable(TokenFault.EMBEDDED_KEY);

  private NoAuthority() {}

  public static CallerRules rules() {
    return CallerRules.standard(List.of(), "http://localhost");
  }
}
