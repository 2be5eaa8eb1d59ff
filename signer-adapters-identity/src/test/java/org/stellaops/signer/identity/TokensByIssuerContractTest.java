package org.stellaops.signer.identity;

import java.util.Map;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.testkit.tokens.SignedTokensContract;

/** Choosing among issuers changes nothing for the tokens of one. */
class TokensByIssuerContractTest extends SignedTokensContract {

  @Override
  protected Bench newBench() {
    return new JwksTokensTest.JwksBench() {
      @Override
      public SignedTokens tokens() {
        return new TokensByIssuer(Map.of(issuer(), known()));
      }
    };
  }
}
