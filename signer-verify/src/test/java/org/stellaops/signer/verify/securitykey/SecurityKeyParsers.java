package org.stellaops.signer.verify.securitykey;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.securitykey.AdditionalSignatures;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.verify.securitykey.TrustedSecurityKeys.KnownKey;
import org.stellaops.signer.verify.trust.InvalidTrust;

/** The parsers of this package, for fuzzing; each gives what it read, to be read once more. */
public final class SecurityKeyParsers {

  /** What the seeds of additional signatures are over. */
  public static final Bytes PAE = Bytes.utf8("DSSEv1 ...").sha256().bytes();

  private static final int AUTHENTICATOR_DATA = 37;

  private SecurityKeyParsers() {}

  public static void publicKey(Bytes cose) throws InvalidAssertion {
    CoseKey.read(cose);
  }

  /** The data of an authenticator, and what its client says after them. */
  public static void assertion(Bytes both) throws InvalidAssertion {
    int end = Math.min(AUTHENTICATOR_DATA, both.size());
    AuthenticatorData.read(both.slice(0, end));
    ClientData.read(both.slice(end, both.size()));
  }

  public static TrustedSecurityKeys keys(Bytes list) throws InvalidTrust {
    return TrustedSecurityKeys.read(list);
  }

  /** Reads a record, and checks it under a list of signer.example that has its own key. */
  public static Bytes proof(Bytes json) throws InvalidJson {
    SecurityKeyProof proof = SecurityKeyProof.read(json);
    new SecurityKeyChecks(trusting(proof)).check(proof);
    return proof.form().bytes();
  }

  public static Bytes additional(Bytes json) throws InvalidJson {
    return AdditionalSignatures.read(JsonObject.parse(json, JsonLimits.REQUEST), PAE)
        .form()
        .bytes();
  }

  private static TrustedSecurityKeys trusting(SecurityKeyProof proof) {
    Bytes person;
    try {
      person = JsonObject.parse(proof.document(), JsonLimits.TOKEN).object("person").canonical();
    } catch (InvalidJson e) {
      person = Bytes.empty();
    }
    return new TrustedSecurityKeys(
        new RelyingParty("signer.example", Set.of("https://signer.example")),
        List.of(
            new KnownKey(
                proof.key(),
                proof.assertion().credentialId(),
                proof.publicKey(),
                person,
                "somebody",
                Instant.EPOCH,
                null)));
  }
}
