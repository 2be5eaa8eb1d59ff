package org.stellaops.signer.oci;

import java.time.Duration;

/**
 * How much of a source is read for one image. Manifests and indexes are read up to 4 MiB (OCI
 * distribution specification, "Pushing Manifests").
 *
 * @param items entries of a listing, of whatever type; more is "too many"
 * @param pages of a registry's listing
 * @param layerBytes of one layer; a larger one spoils its referrer
 * @param totalBytes of all layers together; what comes after is spoiled
 * @param time for the whole look-up
 */
public record Bounds(int items, int pages, int layerBytes, int totalBytes, Duration time) {

  static final int MANIFEST_BYTES = 4 << 20;

  public Bounds {
    if (items < 1 || pages < 1 || layerBytes < 1 || totalBytes < layerBytes || time.isNegative()) {
      throw new IllegalArgumentException("bounds are positive, and the total holds one layer");
    }
  }

  /** 256 items, 10 pages, 4 MiB a layer, 32 MiB in all, 10 seconds. */
  public static Bounds defaults() {
    return new Bounds(256, 10, 4 << 20, 32 << 20, Duration.ofSeconds(10));
  }
}
