package org.stellaops.signer.kms.pkcs11;

import java.time.Duration;
import org.stellaops.signer.kms.pkcs11.TokenProcess.Failed;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.NewPair;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.NewKeyKind;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.BackendRefused;

/** Has a token make a key pair, once. */
final class NewTokenKey {

  /** Tokens look for large primes slowly. */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final TokenConnection connection;

  NewTokenKey(TokenConnection connection) {
    this.connection = connection;
  }

  PinnedKey make(KeyUri uri, NewKeyKind kind, Deadline deadline) {
    KeyAttributes named = KeyAttributes.of(uri);
    if (named.label().length == 0 || named.id().length == 0) {
      throw new BackendRefused("a new key has both an object and an id in its name");
    }
    NewPair pair = pair(kind);
    TokenProcess process = connection.process(deadline);
    try {
      byte[][] unused =
          process.ask(
              Wire.CREATE,
              LONGEST,
              deadline,
              named.label(),
              named.id(),
              Wire.text(pair.name()),
              Wire.text(Integer.toString(kind.bits())));
    } catch (Failed e) {
      throw failure(uri, e);
    }
    return made(uri, named, kind, process, deadline);
  }

  private static NewPair pair(NewKeyKind kind) {
    return switch (kind.algorithm()) {
      case ECDSA_P256_SHA256 -> NewPair.P256;
      case ECDSA_P384_SHA384 -> NewPair.P384;
      case ECDSA_P521_SHA512 -> NewPair.P521;
      case ED25519 -> NewPair.ED25519;
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> NewPair.RSA;
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
          throw new BackendRefused("a token does not sign by ML-DSA here");
    };
  }

  private static RuntimeException failure(KeyUri uri, Failed e) {
    String why = String.valueOf(e.getMessage());
    if (e.mayHaveHappened()) {
      return TokenConnection.unavailable(
          false,
          why
              + ". The token may have made the key "
              + uri
              + ": look with its own tool before you try again");
    }
    return e.trouble() == Wire.Trouble.REFUSED
        ? new BackendRefused("key " + uri + ": " + why, e)
        : TokenConnection.unavailable(false, why + ". No key was made");
  }

  /** As a service will find it: a key that it cannot use is told now. */
  private PinnedKey made(
      KeyUri uri, KeyAttributes named, NewKeyKind kind, TokenProcess process, Deadline deadline) {
    try {
      byte[][] found =
          process.ask(Wire.FIND, connection.callTime(), deadline, named.label(), named.id());
      return PinnedKey.parseSpki(Bytes.adopt(found[1])).under(kind.algorithm());
    } catch (Failed | IllegalArgumentException e) {
      throw TokenConnection.unavailable(
          false, "the token made the key " + uri + ", and it is not found: " + e.getMessage());
    }
  }
}
