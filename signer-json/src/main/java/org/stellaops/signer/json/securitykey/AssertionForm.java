package org.stellaops.signer.json.securitykey;

import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.KeyAssertion;

/**
 * An assertion as members of a JSON object, by WebAuthn's own names: {@code credentialId}, {@code
 * clientDataJSON}, {@code authenticatorData} and {@code signature}, each base64url without padding.
 */
public final class AssertionForm {

  static final String CREDENTIAL = "credentialId";
  static final String CLIENT_DATA = "clientDataJSON";
  static final String AUTHENTICATOR_DATA = "authenticatorData";
  static final String SIGNATURE = "signature";

  private AssertionForm() {}

  static CanonicalWriter into(CanonicalWriter form, KeyAssertion assertion) {
    return form.string(CREDENTIAL, assertion.credentialId().base64Url())
        .string(CLIENT_DATA, assertion.clientData().base64Url())
        .string(AUTHENTICATOR_DATA, assertion.authenticatorData().base64Url())
        .string(SIGNATURE, assertion.signature().base64Url());
  }

  /** Reads the four members; that there are no others is the caller's to see. */
  public static KeyAssertion read(JsonObject object) throws InvalidJson {
    return new KeyAssertion(
        object.base64Url(CREDENTIAL),
        object.base64Url(CLIENT_DATA),
        object.base64Url(AUTHENTICATOR_DATA),
        object.base64Url(SIGNATURE));
  }
}
