package org.stellaops.signer.core.check;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;

/** Another provider's ECDSA under a name of its own. */
final class RenamedProvider extends Provider {

  private static final long serialVersionUID = 1L;

  RenamedProvider(String name, Provider original) {
    super(name, "1", "for tests");
    Service service = original.getService("Signature", "SHA256withECDSA");
    putService(
        new Service(
            this, "Signature", "SHA256withECDSA", service.getClassName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return service.newInstance(parameter);
          }
        });
  }
}
