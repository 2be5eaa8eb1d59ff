package org.stellaops.signer.bootstrap;

import java.util.Objects;

/** Which version of the product this is. */
public final class ProductVersion {

  private ProductVersion() {}

  /** As its jar says; {@code development} for classes that are in no jar. */
  public static String number() {
    return Objects.requireNonNullElse(
        ProductVersion.class.getPackage().getImplementationVersion(), "development");
  }
}
