package org.stellaops.signer.core.release;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader;

/**
 * Documents of three lines (payload type, hint of the signing key, payload) in place of bundles, so
 * that the judgement is tested without cryptography.
 */
final class FakeBundles implements SignatureReader {

  static String document(String payloadType, PinnedKey signer, String payload) {
    return payloadType + "\n" + KeyNames.hint(signer) + "\n" + payload;
  }

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    String[] lines = document.utf8().split("\n", 3);
    if (lines.length != 3) {
      return new Reading.Malformed("json", "Not three lines.");
    }
    Optional<PinnedKey> signer =
        keys.stream().filter(key -> KeyNames.hint(key).equals(lines[1])).findFirst();
    return new Reading.Read(
        Format.SIGSTORE_BUNDLE,
        lines[0],
        Bytes.utf8(lines[2]),
        List.of(new Finding("", signer.map(KeyIdentity::new), Optional.empty(), List.of())));
  }
}
