package org.stellaops.signer.json.securitykey;

import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;

/**
 * What a person had a security key sign, with all that it takes to check it again later and
 * elsewhere. Who the key belonged to is in the document; that it did is for somebody else to say.
 *
 * @param document the RFC 8785 bytes whose SHA-256 was the challenge
 * @param key the service's id of the security key
 * @param publicKey as COSE_Key
 * @param party the relying party's id
 */
public record SecurityKeyProof(
    Bytes document, String key, Bytes publicKey, String party, KeyAssertion assertion) {

  public static final String SCHEMA = "https://stella-ops.org/schemas/signer/security-key-proof/v1";

  private static final JsonLimits LIMITS = JsonLimits.TOKEN.withMaxBytes(64 << 10);

  /** The proof as a JSON object. */
  public CanonicalWriter form() {
    return AssertionForm.into(
        CanonicalWriter.object()
            .string("document", document.base64Url())
            .string("publicKey", publicKey.base64Url())
            .string("rpId", party)
            .string("schema", SCHEMA)
            .string("securityKey", key),
        assertion);
  }

  public static SecurityKeyProof read(Bytes json) throws InvalidJson {
    return read(JsonObject.parse(json, LIMITS));
  }

  /** Reads what {@link #form} writes. */
  public static SecurityKeyProof read(JsonObject object) throws InvalidJson {
    object.allowOnly(
        "document",
        "publicKey",
        "rpId",
        "schema",
        "securityKey",
        AssertionForm.CREDENTIAL,
        AssertionForm.CLIENT_DATA,
        AssertionForm.AUTHENTICATOR_DATA,
        AssertionForm.SIGNATURE);
    object.requireText("schema", SCHEMA);
    return new SecurityKeyProof(
        object.base64Url("document"),
        object.string("securityKey"),
        object.base64Url("publicKey"),
        object.string("rpId"),
        AssertionForm.read(object));
  }
}
