package org.stellaops.signer.example.embedding;

import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.BundleVerifier;

/** Verifies a bundle offline. Arguments are files: the trusted key (PEM), bundle, artifact. */
public final class Verifying {

  private Verifying() {}

  public static void main(String[] args) throws Exception {
    var key = PinnedKey.parsePem(Files.readString(Path.of(args[0])));
    var bundle = Bytes.adopt(Files.readAllBytes(Path.of(args[1])));
    var artifact = Bytes.adopt(Files.readAllBytes(Path.of(args[2])));
    var verifier = BundleVerifier.trusting(key).ofType("https://cyclonedx.org/bom");
    switch (verifier.verify(bundle, Digest.of(artifact))) {
      case BundleVerifier.Verified(var statement, var signers, var time, var checks) ->
          System.out.println("verified: " + statement.orElseThrow().subjects());
      case BundleVerifier.NotVerified(var checks) -> checks.forEach(System.err::println);
    }
  }
}
