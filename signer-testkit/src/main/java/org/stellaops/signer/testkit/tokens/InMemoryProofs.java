package org.stellaops.signer.testkit.tokens;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Proofs of keys that the test made, found by which of them verifies. */
public final class InMemoryProofs implements PossessionProofs {

  private final List<JwsKey> keys;

  public InMemoryProofs(JwsKey... keys) {
    this.keys = List.of(keys);
  }

  @Override
  public Reading read(String compact) {
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      return new Reading.Unreadable(TokenFault.MALFORMED);
    }
    byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    byte[] signature = Bytes.base64Url(parts[2]).toByteArray();
    for (JwsKey key : keys) {
      if (key.verifies(input, signature)) {
        return new Reading.Verified(
            key.thumbprint(), Bytes.base64Url(parts[0]), Bytes.base64Url(parts[1]));
      }
    }
    return new Reading.Unreadable(TokenFault.SIGNATURE);
  }
}
