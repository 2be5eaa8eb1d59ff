package org.stellaops.signer.verify;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.verify.BundleVerdict.SignedBy;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.trust.Revocations;

/**
 * Verifies DSSE envelopes and Sigstore bundles, offline: the form, the signatures with what a
 * bundle has beside them, then what is signed and what is expected of it. A payload is not looked
 * at before enough trusted signers have signed it. What cannot be checked does not keep the rest
 * from being checked: a wrong signature is a no, whatever stands beside it.
 */
public final class BundleVerification {

  private final DocumentExaminer examiner;

  /** Which checks ECDSA several times as fast as the platform; made when it is first needed. */
  private static final class BouncyCastle {

    private static final Provider PROVIDER = new BouncyCastleProvider();
  }

  /** With any reader: by keys alone. */
  public BundleVerification(SignatureReader reader) {
    this(DocumentExaminer.of(reader));
  }

  /** With the reader of this module: by whatever it trusts, and signatures over files as well. */
  public BundleVerification(JsonSignatureReader reader) {
    this((DocumentExaminer) reader::examine);
  }

  private BundleVerification(DocumentExaminer examiner) {
    this.examiner = examiner;
  }

  /** Verification by keys alone, with the strict reader of this module. */
  public static BundleVerification strict() {
    return new BundleVerification(new JsonSignatureReader());
  }

  /** Verification with certificates, log entries and timestamps that this root vouches for. */
  public static BundleVerification trusting(MaterialTrust trust) {
    return new BundleVerification(new JsonSignatureReader(BouncyCastle.PROVIDER).trusting(trust));
  }

  /**
   * The same that counts no signature by whom, or over what, is revoked, unless somebody who is
   * trusted says that it was made before. The check of that name says what came of it.
   */
  public BundleVerification honouring(Revocations revocations) {
    return new BundleVerification(new RevocationExaminer(examiner, revocations));
  }

  /** Verifies one document; one good signature by one of {@code keys} is enough. */
  public BundleVerdict verify(Bytes document, List<PinnedKey> keys, Expectations expected) {
    return verify(List.of(document), TrustedKeys.anyOf(keys), expected);
  }

  /**
   * Verifies documents whose signatures count together, because they are over the same content.
   *
   * @param documents each the JSON of an envelope or bundle, as it was received; at least one
   */
  public BundleVerdict verify(List<Bytes> documents, TrustedKeys trusted, Expectations expected) {
    return verify(documents, TrustedSigners.of(trusted), expected);
  }

  /** Verifies one document. */
  public BundleVerdict verify(Bytes document, TrustedSigners trusted, Expectations expected) {
    return verify(List.of(document), trusted, expected);
  }

  /** As {@link #verify(List, TrustedKeys, Expectations)}, with signers of any kind. */
  public BundleVerdict verify(
      List<Bytes> documents, TrustedSigners trusted, Expectations expected) {
    List<Check> checks = new ArrayList<>();
    List<Examined.Found> found = new ArrayList<>();
    for (Bytes document : documents) {
      switch (examiner.examine(document, trusted.keys(), expected.artifact())) {
        case Examined.Malformed(String check, String why) ->
            checks.add(new Check("form", Outcome.FAILED, check + ": " + why));
        case Examined.Unsupported(String check, String why) ->
            checks.add(new Check(check, Outcome.UNSUPPORTED, why));
        case Examined.Found well -> {
          checks.add(new Check("form", Outcome.PASSED, formOf(well)));
          found.add(well);
          if (well.unchecked().isPresent()) {
            Unchecked unchecked = well.unchecked().get();
            checks.add(new Check(unchecked.check(), Outcome.UNSUPPORTED, unchecked.why()));
          }
        }
      }
    }
    boolean one = found.size() == documents.size() && haveOneContent(found, checks);
    return one
        ? signed(found, trusted, expected, checks)
        : new BundleVerdict(checks, SignedBy.NOBODY, Optional.empty());
  }

  private static String formOf(Examined.Found found) {
    return switch (found.format()) {
      case DSSE_ENVELOPE -> "A DSSE envelope with " + found.findings().size() + " signature(s).";
      case SIMPLE_SIGNING -> "A simple signing payload with its signature.";
      case SIGSTORE_BUNDLE ->
          "A Sigstore bundle signed with a " + (found.certified() ? "certificate." : "plain key.");
    };
  }

  private static boolean haveOneContent(List<Examined.Found> found, List<Check> checks) {
    if (found.size() == 1) {
      return true;
    }
    Content first = found.get(0).content();
    boolean same = found.stream().allMatch(other -> isSame(first, other.content()));
    checks.add(
        Check.of(
            "same-payload",
            same,
            "The documents have the same payload.",
            "The documents have different payloads."));
    return same;
  }

  /** Signatures over files are all checked over the one file that was given. */
  private static boolean isSame(Content one, Content other) {
    return switch (one) {
      case Content.Envelope envelope ->
          other instanceof Content.Envelope second
              && envelope.payloadType().equals(second.payloadType())
              && envelope.payload().equals(second.payload());
      case Content.Plain plain -> plain.equals(other);
      case Content.Message message -> other instanceof Content.Message;
    };
  }

  private static BundleVerdict signed(
      List<Examined.Found> found,
      TrustedSigners trusted,
      Expectations expected,
      List<Check> checks) {
    SignerChecks signers = new SignerChecks(found, trusted);
    boolean enough = signers.add(checks);
    if (!enough) {
      StatementChecks.addUnsigned(checks);
      return new BundleVerdict(checks, signers.signedBy(), Optional.empty());
    }
    signers.addOthers(checks);
    return new BundleVerdict(
        checks,
        signers.signedBy(),
        Optional.of(StatementChecks.add(checks, found.get(0).content(), expected)));
  }
}
