package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;

/**
 * Reads a DSSE envelope or a Sigstore bundle and checks each of its signatures against public keys.
 * Opens no socket and reads no file. Whether the findings suffice is the caller's to decide.
 */
public interface SignatureReader {

  /**
   * Reads one document.
   *
   * @param document JSON of a DSSE envelope, or of a Sigstore bundle with one DSSE signature
   * @param keys the keys to try; key ids and hints in the document never choose one
   */
  Reading read(Bytes document, List<PinnedKey> keys);

  /**
   * Reads one layer of the images in which cosign kept signatures ({@code .sig}) and attestations
   * ({@code .att}) before it had bundles.
   *
   * @param mediaType says which of the two
   * @param annotations of the layer: the signature, and what there is beside it
   * @param keys as {@link #read} has them
   * @return unsupported by a reader that knows documents alone
   */
  default Reading readAttached(
      String mediaType, Bytes content, Map<String, String> annotations, List<PinnedKey> keys) {
    return new Reading.Unsupported("form", "Layers are not read.", Optional.empty());
  }

  /** What was found. */
  sealed interface Reading {

    /**
     * The document is well-formed.
     *
     * @param payload the exact bytes that the signatures cover
     * @param signatures one finding for each signature, in the document's order
     */
    record Read(Format format, String payloadType, Bytes payload, List<Finding> signatures)
        implements Reading {}

    /**
     * The document is not what it should be; nothing of it may be used.
     *
     * @param check the check that failed
     * @param why one sentence, safe to show
     */
    record Malformed(String check, String why) implements Reading {}

    /**
     * The document may be right, but holds something that this reader cannot check; it proves
     * nothing.
     *
     * @param check the check that would be needed
     * @param why one sentence, safe to show
     * @param rest what was found without it, where that can be read: it may make the answer a no,
     *     and never a yes
     */
    record Unsupported(String check, String why, Optional<Read> rest) implements Reading {}
  }

  /** The document's form. */
  enum Format {
    DSSE_ENVELOPE,
    SIGSTORE_BUNDLE,
    /** A payload that is signed as it is, without a pre-authentication encoding. */
    SIMPLE_SIGNING
  }

  /**
   * One signature.
   *
   * @param keyid what the document says, a hint
   * @param by whose it is: the given key under which it verifies over what is signed; empty if
   *     there is none
   * @param made the given key under which it verifies, whether or not it counts; empty if there is
   *     none, and for a certificate's
   * @param trustedTime when it was made, as a trusted third party says; empty for a signature by a
   *     key
   * @param checks what was checked of it, in order
   */
  record Finding(
      String keyid,
      Optional<SignerIdentity> by,
      Optional<KeyIdentity> made,
      Optional<Instant> trustedTime,
      List<Check> checks) {

    public Finding {
      checks = List.copyOf(checks);
    }

    /** One that counts if it was made with a given key. */
    public Finding(
        String keyid,
        Optional<SignerIdentity> by,
        Optional<Instant> trustedTime,
        List<Check> checks) {
      this(keyid, by, key(by), trustedTime, checks);
    }

    private static Optional<KeyIdentity> key(Optional<SignerIdentity> by) {
      return by.filter(KeyIdentity.class::isInstance).map(KeyIdentity.class::cast);
    }
  }
}
