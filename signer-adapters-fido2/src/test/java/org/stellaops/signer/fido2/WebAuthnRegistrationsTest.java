package org.stellaops.signer.fido2;

import org.stellaops.signer.ports.SecurityKeyRegistrations;
import org.stellaops.signer.testkit.securitykey.SecurityKeyRegistrationsContract;

class WebAuthnRegistrationsTest extends SecurityKeyRegistrationsContract {

  @Override
  protected SecurityKeyRegistrations registrations() {
    return new WebAuthnLibrary();
  }
}
