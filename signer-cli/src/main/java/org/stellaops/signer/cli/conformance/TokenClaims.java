package org.stellaops.signer.cli.conformance;

import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CompactForm;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;

/**
 * What an identity token says of whom it is for; its signature is Fulcio's to check.
 *
 * @param identity what the key signs to prove that it is there: the e-mail address where there is
 *     one, else the subject
 */
record TokenClaims(String issuer, String identity) {

  private static final int MAX_CHARS = 8 * 1024;

  static TokenClaims of(String token) {
    CompactForm form =
        CompactForm.read(token, MAX_CHARS)
            .orElseThrow(() -> CommandFailed.usage("--identity-token is no compact JWT"));
    try {
      JsonObject claims = JsonObject.parse(form.claims(), JsonLimits.TOKEN);
      return new TokenClaims(
          claims.string("iss"),
          claims.optionalString("email").isPresent()
              ? claims.string("email")
              : claims.string("sub"));
    } catch (InvalidJson e) {
      throw CommandFailed.usage("--identity-token: its claims: " + e.getMessage(), e);
    }
  }
}
