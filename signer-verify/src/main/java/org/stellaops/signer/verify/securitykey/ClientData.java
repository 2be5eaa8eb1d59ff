package org.stellaops.signer.verify.securitykey;

import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;

/**
 * What a client says that it had signed (WebAuthn Level 3 §5.8.1). Members besides those that are
 * read mean nothing here: clients may add some.
 *
 * @param framed whether the page that asked was inside a page of another origin
 */
record ClientData(String type, String challenge, String origin, boolean framed) {

  static ClientData read(Bytes json) throws InvalidAssertion {
    try {
      JsonObject data = JsonObject.parse(json, JsonLimits.TOKEN);
      return new ClientData(
          data.string("type"),
          data.string("challenge"),
          data.string("origin"),
          data.optionalBool("crossOrigin").orElse(false) || data.has("topOrigin"));
    } catch (InvalidJson malformed) {
      throw new InvalidAssertion(Fault.MALFORMED);
    }
  }
}
