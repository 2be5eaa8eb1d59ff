package org.stellaops.signer.core.check;

import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.testkit.signing.SignatureVectorsContract;

class WycheproofTest extends SignatureVectorsContract {

  private final SignatureCheck check = new SignatureCheck(JcaProviders.platform());

  @Override
  protected boolean isGood(PinnedKey pin, Bytes message, Bytes signature) {
    try {
      check.check(pin, message::update, new SignatureValue(pin.algorithm(), signature, "vector"));
      return true;
    } catch (ServiceFailure refused) {
      return false;
    }
  }
}
