package org.stellaops.signer.model;

/** A plan that the configuration defines. 1 to 63 characters out of a-z, 0-9 and hyphen. */
public record PlanName(String value) {

  public PlanName {
    Names.requireSlug("a plan", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
