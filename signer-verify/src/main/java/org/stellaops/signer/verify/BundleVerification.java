package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.BundleVerdict.Proven;
import org.stellaops.signer.verify.Check.Outcome;

/**
 * Verifies a DSSE envelope or Sigstore bundle with a public key, offline: the form, the signature
 * over the pre-authentication encoding, then the statement and what is expected of it. Nothing of a
 * payload is looked at before a given key's signature over it is found good.
 */
public final class BundleVerification {

  private final SignatureReader reader;

  public BundleVerification(SignatureReader reader) {
    this.reader = reader;
  }

  /** Verification with the strict reader of this module. */
  public static BundleVerification strict() {
    return new BundleVerification(new JsonSignatureReader());
  }

  /**
   * Verifies {@code document}; one good signature by one of {@code keys} is enough.
   *
   * @param document the JSON of an envelope or bundle, as it was received
   */
  public BundleVerdict verify(Bytes document, List<PinnedKey> keys, Expectations expected) {
    List<Check> checks = new ArrayList<>();
    Reading reading = reader.read(document, keys);
    if (reading instanceof Reading.Malformed malformed) {
      checks.add(new Check("form", Outcome.FAILED, malformed.check() + ": " + malformed.why()));
      return new BundleVerdict(checks, Optional.empty());
    }
    Reading.Read read = (Reading.Read) reading;
    checks.add(new Check("form", Outcome.PASSED, formOf(read)));
    return new BundleVerdict(checks, proven(read, keys, expected, checks));
  }

  private static String formOf(Reading.Read read) {
    return switch (read.format()) {
      case DSSE_ENVELOPE -> "A DSSE envelope with " + read.signatures().size() + " signature(s).";
      case SIGSTORE_BUNDLE -> "A Sigstore bundle v0.3 signed with a plain key.";
    };
  }

  private static Optional<Proven> proven(
      Reading.Read read, List<PinnedKey> keys, Expectations expected, List<Check> checks) {
    List<PinnedKey> signers =
        read.signatures().stream()
            .map(Finding::verifiedBy)
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    checks.add(signature(read, signers, keys));
    if (signers.isEmpty()) {
      return Optional.empty();
    }
    notInTheGivenHands(read).ifPresent(checks::add);
    checks.add(
        Check.of(
            "payload-type",
            read.payloadType().equals(DocumentTypes.IN_TOTO),
            "The payload is " + DocumentTypes.IN_TOTO + ".",
            "The signed payload type is not " + DocumentTypes.IN_TOTO + "."));
    Optional<InTotoStatement> statement = statement(read, checks);
    statement.ifPresent(found -> {
      checks.add(subject(found, expected));
      checks.add(predicateType(found, expected));
    });
    return Optional.of(new Proven(read.format(), read.payload(), signers, statement));
  }

  private static Check signature(Reading.Read read, List<PinnedKey> signers, List<PinnedKey> keys) {
    if (!signers.isEmpty()) {
      PinnedKey signer = signers.get(0);
      return new Check(
          "signature",
          Outcome.PASSED,
          "Made with the key " + signer.fingerprint() + " (" + signer.algorithm() + ").");
    }
    boolean p384 =
        keys.stream().anyMatch(key -> key.algorithm() == SignatureAlgorithm.ECDSA_P384_SHA384);
    return new Check(
        "signature",
        Outcome.FAILED,
        "None of the "
            + read.signatures().size()
            + " signature(s) was made over this payload with a given key."
            + (p384 ? " A P-384 key is used with SHA-384 only, not with SHA-256." : ""));
  }

  private static Optional<Check> notInTheGivenHands(Reading.Read read) {
    long others = read.signatures().stream().filter(it -> it.verifiedBy().isEmpty()).count();
    return others == 0
        ? Optional.empty()
        : Optional.of(
            new Check(
                "other-signatures",
                Outcome.NOT_APPLICABLE,
                others + " more signature(s) are by no given key and count for nothing."));
  }

  private static Optional<InTotoStatement> statement(Reading.Read read, List<Check> checks) {
    try {
      InTotoStatement statement = InTotoStatement.read(read.payload());
      checks.add(new Check("statement", Outcome.PASSED, "An in-toto Statement v1."));
      return Optional.of(statement);
    } catch (MalformedDocument e) {
      checks.add(new Check("statement", Outcome.FAILED, e.why()));
      return Optional.empty();
    }
  }

  private static Check subject(InTotoStatement statement, Expectations expected) {
    Digest artifact = expected.artifact();
    if (artifact == null) {
      return new Check("subject", Outcome.NOT_APPLICABLE, "No artifact was given to compare with.");
    }
    return Check.of(
        "subject",
        statement.subjects().stream().anyMatch(subject -> subject.is(artifact)),
        "A subject has the artifact's digest " + artifact + ".",
        "No subject has the artifact's digest " + artifact + ".");
  }

  private static Check predicateType(InTotoStatement statement, Expectations expected) {
    String type = expected.predicateType();
    if (type == null) {
      return new Check(
          "predicate-type", Outcome.NOT_APPLICABLE, "No predicate type was asked for.");
    }
    return Check.of(
        "predicate-type",
        statement.predicateType().equals(type),
        "The predicate type is the one asked for.",
        "The statement is not of the predicate type " + type + ".");
  }
}
