package org.stellaops.signer.fido2;

import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.testkit.securitykey.AssertionVerifierContract;

class WebAuthnLibraryTest extends AssertionVerifierContract {

  private final WebAuthnLibrary library = new WebAuthnLibrary();

  @Override
  protected AssertionVerifier verifier() {
    return library;
  }
}
