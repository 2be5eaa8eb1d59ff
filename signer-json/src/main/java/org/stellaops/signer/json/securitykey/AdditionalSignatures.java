package org.stellaops.signer.json.securitykey;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;

/**
 * What security keys signed beside the ordinary signature of a statement: each over the SHA-256 of
 * the pre-authentication encoding (DSSE). They are no DSSE signatures, and stand where no verifier
 * takes them for one: in the {@code extension} of the signature in an envelope, or in a file of
 * their own.
 *
 * @param pae SHA-256 of the pre-authentication encoding: 32 bytes
 * @param signatures at least one
 */
public record AdditionalSignatures(Bytes pae, List<Signed> signatures) {

  public static final String SCHEMA =
      "https://stella-ops.org/schemas/signer/security-key-signatures/v1";

  /** The {@code kind} of the extension in an envelope. */
  public static final String KIND =
      "application/vnd.stella-ops.security-key-signatures+json;version=1";

  private static final int MOST = 16;

  /**
   * What one key signed.
   *
   * @param publicKey as COSE_Key
   * @param party the relying party's id
   */
  public record Signed(Bytes publicKey, String party, KeyAssertion assertion) {}

  public AdditionalSignatures {
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty() || signatures.size() > MOST) {
      throw new IllegalArgumentException("1 to " + MOST + " signatures");
    }
  }

  /** As a JSON object. */
  public CanonicalWriter form() {
    return CanonicalWriter.object()
        .string("paeSha256", "sha256:" + pae.hex())
        .string("schema", SCHEMA)
        .objects("signatures", signatures.stream().map(AdditionalSignatures::form).toList());
  }

  private static CanonicalWriter form(Signed signed) {
    return AssertionForm.into(
        CanonicalWriter.object()
            .string("publicKey", signed.publicKey().base64Url())
            .string("rpId", signed.party()),
        signed.assertion());
  }

  /** Reads what {@link #form} writes, of signatures over {@code pae} alone. */
  public static AdditionalSignatures read(JsonObject object, Bytes pae) throws InvalidJson {
    object
        .allowOnly("paeSha256", "schema", "signatures")
        .requireText("schema", SCHEMA)
        .requireText("paeSha256", "sha256:" + pae.hex());
    List<JsonObject> entries = object.array("signatures").objects();
    if (entries.isEmpty() || entries.size() > MOST) {
      object.requireText("signatures", "1 to " + MOST + " signatures");
    }
    List<Signed> signatures = new ArrayList<>();
    for (JsonObject entry : entries) {
      entry.allowOnly(
          "publicKey",
          "rpId",
          AssertionForm.CREDENTIAL,
          AssertionForm.CLIENT_DATA,
          AssertionForm.AUTHENTICATOR_DATA,
          AssertionForm.SIGNATURE);
      signatures.add(
          new Signed(
              entry.base64Url("publicKey"), entry.string("rpId"), AssertionForm.read(entry)));
    }
    return new AdditionalSignatures(pae, signatures);
  }
}
