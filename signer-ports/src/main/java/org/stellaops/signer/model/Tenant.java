package org.stellaops.signer.model;

/** The customer on whose behalf a caller asks. 1 to 63 characters out of a-z, 0-9 and hyphen. */
public record Tenant(String value) {

  public Tenant {
    Names.requireSlug("a tenant", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
