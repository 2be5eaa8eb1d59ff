package org.stellaops.signer.verify.securitykey;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.AdditionalSignatures;
import org.stellaops.signer.json.securitykey.AdditionalSignatures.Signed;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.securitykey.TrustedSecurityKeys.KnownKey;

/**
 * The published verifier of what security keys signed: decisions on record, and additional
 * signatures of statements. It needs what is signed, and a list of keys that somebody trusts; it
 * asks nobody.
 */
public final class SecurityKeyChecks {

  /** As long as the service lets a challenge wait. */
  private static final Duration WAIT = Duration.ofMinutes(5);

  /** Between the clocks of two nodes. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final Set<String> DOCUMENTS =
      Set.of(
          "https://stella-ops.org/schemas/signer/approval-decision/v1",
          "https://stella-ops.org/schemas/signer/security-key-act/v1");

  private final TrustedSecurityKeys trusted;
  private final OfflineAssertions assertions;

  public SecurityKeyChecks(TrustedSecurityKeys trusted) {
    this.trusted = trusted;
    this.assertions = new OfflineAssertions(SignatureVerifier.platform());
  }

  /**
   * What one key signed.
   *
   * @param by whose key it is, for people; empty where it is nobody's that is trusted
   * @param fault why it does not count; empty where it does
   * @param document what was signed, of a decision alone
   */
  public record Verdict(
      Optional<String> by, Optional<String> fault, Optional<JsonObject> document) {

    public boolean verified() {
      return fault.isEmpty();
    }

    /** One that does not count, whoever signed it. */
    public static Verdict refused(String fault) {
      return no(Optional.empty(), fault);
    }
  }

  /** As {@link #check(SecurityKeyProof, Instant)}, of a decision of which no record says when. */
  public Verdict check(SecurityKeyProof proof) {
    return check(proof, null);
  }

  /**
   * Checks a decision, or a change of a key, as the service has it on record.
   *
   * @param at when it was decided, as a record says that you trust; null where none does. What a
   *     key signed that has ended counts by such a record alone: its own word may be dated back
   */
  public Verdict check(SecurityKeyProof proof, @Nullable Instant at) {
    JsonObject document;
    Instant expires;
    Bytes person;
    try {
      document = JsonObject.parse(proof.document(), JsonLimits.TOKEN);
      // What is shown has to be what was signed, to the byte.
      if (!DOCUMENTS.contains(document.string("schema"))
          || !document.canonical().equals(proof.document())) {
        return no(Optional.empty(), "what was signed is no decision in its one form");
      }
      expires = Instant.parse(document.string("expires"));
      person = document.object("person").canonical();
    } catch (InvalidJson | DateTimeException malformed) {
      return no(Optional.empty(), "what was signed is no decision");
    }
    Optional<KnownKey> key = trusted.key(proof.assertion().credentialId(), proof.publicKey());
    if (key.isEmpty()) {
      return no(Optional.empty(), "the key is none that you trust");
    }
    Optional<String> by = key.map(KnownKey::words);
    if (!key.get().owner().equals(person) || !key.get().id().equals(proof.key())) {
      return no(by, "the key is another person's than the decision");
    }
    Instant until = key.get().until();
    if (expires.isBefore(key.get().from())
        || (until != null && expires.minus(WAIT).isAfter(until))) {
      return no(by, "the key was not active then");
    }
    if (until != null && (at == null || at.isAfter(until))) {
      return no(by, "the key has ended, and no record says that this was before");
    }
    if (at != null && (at.isAfter(expires) || at.isBefore(expires.minus(WAIT).minus(SKEW)))) {
      return no(by, "the record is of another time than what was signed");
    }
    return signed(proof.party(), proof.document().sha256().bytes(), key.get(), proof.assertion())
        .map(fault -> no(by, fault))
        .orElseGet(() -> new Verdict(by, Optional.empty(), Optional.of(document)));
  }

  /**
   * Checks additional signatures of a statement: each on its own, and none of them is one of those
   * that an envelope needs. Nothing in them says when they were made, so that a key which has ended
   * counts no more.
   *
   * @param additional read for the statement that they are to be over
   */
  public List<Verdict> check(AdditionalSignatures additional) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Signed each : additional.signatures()) {
      Optional<KnownKey> key = trusted.key(each.assertion().credentialId(), each.publicKey());
      Optional<String> by = key.map(KnownKey::words);
      if (key.isEmpty()) {
        verdicts.add(no(by, "the key is none that you trust"));
      } else if (key.get().until() != null) {
        verdicts.add(no(by, "the key has ended, and the signature has no time"));
      } else {
        verdicts.add(
            new Verdict(
                by,
                signed(each.party(), additional.pae(), key.get(), each.assertion()),
                Optional.empty()));
      }
    }
    return verdicts;
  }

  /** Why the assertion is not by the key over the challenge; empty where it is. */
  private Optional<String> signed(
      String party, Bytes challenge, KnownKey key, KeyAssertion assertion) {
    if (!party.equals(trusted.party().id())) {
      return Optional.of("it is for another relying party than yours");
    }
    try {
      assertions.verify(trusted.party(), challenge, key.publicKey(), assertion);
      return Optional.empty();
    } catch (InvalidAssertion refusal) {
      return Optional.of("what the key signed does not count: " + Labels.of(refusal.fault()));
    }
  }

  private static Verdict no(Optional<String> by, String fault) {
    return new Verdict(by, Optional.of(fault), Optional.empty());
  }
}
