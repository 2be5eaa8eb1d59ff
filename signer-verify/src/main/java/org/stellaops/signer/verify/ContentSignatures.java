package org.stellaops.signer.verify;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.material.DigestSignatures;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.material.SignedContent.MessageDigests;
import org.stellaops.signer.verify.trust.ValidityWindow;
import org.stellaops.signer.verify.trust.WindowedKey;

/** The signature itself (Sigstore client specification §4.5), and which key made it. */
final class ContentSignatures {

  private static final String VALIDITY = "key-validity";

  private final SignatureVerifier verifier;
  private final @Nullable InstantSource clock;

  /**
   * @param clock null where nobody knows what time it is
   */
  ContentSignatures(SignatureVerifier verifier, @Nullable InstantSource clock) {
    this.verifier = verifier;
    this.clock = clock;
  }

  boolean isBy(PinnedKey key, Content content, Bytes sig, MessageDigests digests) throws NotProven {
    return switch (content) {
      case Content.Envelope envelope -> verifier.verifies(envelope.signed(), sig, key);
      case Content.Plain plain -> verifier.verifies(plain.payload(), sig, key);
      case Content.Message message -> DigestSignatures.verifies(verifier, digests, sig, key);
    };
  }

  /**
   * The one of these keys that made the signature. Each proven time must be in one and the same
   * window of that key; where nobody proves a time, the key must be valid now.
   *
   * @param proven when it was made, each as somebody trusted says
   */
  Optional<PinnedKey> signer(
      Content content,
      Bytes sig,
      List<WindowedKey> keys,
      MessageDigests digests,
      List<Instant> proven,
      CheckList checks) {
    try {
      for (PinnedKey key : keys.stream().map(WindowedKey::key).distinct().toList()) {
        if (isBy(key, content, sig, digests)) {
          checks.passed(
              CheckList.SIGNATURE,
              "Made with the key " + key.fingerprint() + " (" + key.algorithm() + ").");
          validity(keys.stream().filter(entry -> entry.key().equals(key)).toList(), proven, checks);
          return Optional.of(key);
        }
      }
      throw new NotProven(CheckList.SIGNATURE, "Not made over this content with a given key.");
    } catch (NotProven e) {
      checks.failed(e);
      return Optional.empty();
    }
  }

  private void validity(List<WindowedKey> made, List<Instant> proven, CheckList checks) {
    if (made.stream().anyMatch(key -> key.validity().equals(ValidityWindow.ALWAYS))) {
      return;
    }
    if (proven.isEmpty() && clock == null) {
      checks.unsupported(VALIDITY, "Nobody says when the signature was made, or what time it is.");
      return;
    }
    List<Instant> times = proven.isEmpty() ? List.of(requireNonNull(clock).instant()) : proven;
    String when = proven.isEmpty() ? "now, and nobody says when it signed" : "when it signed";
    checks.of(
        VALIDITY,
        made.stream().anyMatch(key -> times.stream().allMatch(key.validity()::contains)),
        "The key is valid " + when + ".",
        "The key is not valid "
            + when
            + "; it is "
            + String.join(", and ", made.stream().map(key -> key.validity().toString()).toList())
            + ".");
  }
}
