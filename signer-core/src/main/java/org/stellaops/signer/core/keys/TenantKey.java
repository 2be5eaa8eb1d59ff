package org.stellaops.signer.core.keys;

import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Tenant;

/** A key of a tenant by its name: {@code acme/sbom}. */
public record TenantKey(Tenant tenant, KeyName key) {

  @Override
  public String toString() {
    return tenant + "/" + key;
  }
}
