package org.stellaops.signer.cli.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.cli.files.SignedFiles.Signed;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.TrustedKeys;

/**
 * Holds a signer's answer against what was asked, before anything of it is kept: the statement is
 * the one that was sent, the keys are those that were named or replace them, and each signature is
 * that of its key. A key that only the answer names proves no more than that the answer agrees with
 * itself; {@code --expect-key} says whose signature is wanted.
 */
public final class SignedCheck {

  private final Bytes payload;
  private final List<String> keys;
  private final Set<String> fingerprints;

  /**
   * @param keys the keys that were named; none if the tenant's choice was left open
   * @param fingerprints of the keys that may sign; none accepts any
   */
  public SignedCheck(Document document, List<String> keys, Set<String> fingerprints) {
    this.payload = document.payload();
    this.keys = List.copyOf(keys);
    this.fingerprints = Set.copyOf(fingerprints);
  }

  /**
   * After a rotation another key signs in the place of one that is still named. Which does, only
   * the server says, as it says all names; so that is told, and as many keys as were named have to
   * sign.
   *
   * @return what to tell the caller, if others signed than were named
   * @throws CommandFailed {@link FailureCode#NOT_VERIFIED}: the answer is another than was asked
   *     for
   */
  public Optional<String> require(SignedFiles answer) {
    List<String> names = answer.signers().stream().map(Signed::name).toList();
    if (!keys.isEmpty() && keys.size() != names.size()) {
      throw wrong("it is signed by more or fewer keys than were named");
    }
    List<PinnedKey> signers = new ArrayList<>();
    for (Signed signer : answer.signers()) {
      PinnedKey key = key(signer);
      if (!fingerprints.isEmpty() && !fingerprints.contains(key.fingerprint().toString())) {
        throw wrong("the key " + key.fingerprint() + " is none that --expect-key names");
      }
      requireSigned(signer.envelope(), TrustedKeys.anyOf(List.of(key)));
      signers.add(key);
    }
    if (new HashSet<>(signers).size() != signers.size()) {
      throw wrong("one key signed it twice");
    }
    requireSigned(answer.envelope(), new TrustedKeys(signers, signers.size()));
    return replaced(keys, names);
  }

  /**
   * What to tell of keys that signed in the place of others.
   *
   * @param keys that were named
   * @param names of those that signed
   */
  public static Optional<String> replaced(List<String> keys, List<String> names) {
    List<String> silent = keys.stream().filter(key -> !names.contains(key)).toList();
    return silent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "note: the server signed with "
                + String.join(", ", names.stream().filter(name -> !keys.contains(name)).toList())
                + " in place of "
                + String.join(", ", silent)
                + ", as after a rotation; --expect-key says whose signature you want");
  }

  private static PinnedKey key(Signed signer) {
    return key(signer.publicKey(), signer.fingerprint(), signer.keyDetails());
  }

  /**
   * The key that an answer names.
   *
   * @throws CommandFailed it does not hold together
   */
  public static PinnedKey key(String publicKey, String fingerprint, String keyDetails) {
    try {
      PinnedKey key = PinnedKey.parsePem(publicKey);
      if (key.fingerprint().toString().equals(fingerprint)) {
        return KeyNames.byDetails(key, keyDetails)
            .orElseThrow(() -> wrong("a public key in it is of another kind than it says"));
      }
    } catch (IllegalArgumentException e) {
      throw wrong("a public key in it cannot be read");
    }
    throw wrong("a public key in it is not the one that it names");
  }

  private void requireSigned(Bytes signed, TrustedKeys by) {
    BundleVerdict verdict =
        BundleVerification.strict().verify(List.of(signed), by, Expectations.none());
    if (!verdict.verified()) {
      throw wrong("a signature in it does not verify under its key");
    }
    if (!verdict.payload().filter(payload::equals).isPresent()) {
      throw wrong("another statement is signed than was sent");
    }
  }

  /** The answer is not what was asked for. */
  public static CommandFailed wrong(String what) {
    return new CommandFailed(
        FailureCode.NOT_VERIFIED,
        "the signer's answer is not what was asked for, and nothing is kept: " + what);
  }
}
