package org.stellaops.signer.verify;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.testkit.keyless.TrustedMaterialContract;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

class TrustedRootMaterialTest extends TrustedMaterialContract {

  @Override
  protected TrustedMaterial reading(String trustedRoot) {
    try {
      return new TrustedRootMaterial(TrustedRoot.parse(Bytes.utf8(trustedRoot)));
    } catch (InvalidTrust e) {
      throw new AssertionError(e);
    }
  }
}
