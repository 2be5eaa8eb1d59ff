package org.stellaops.signer.verify.kit;

import org.stellaops.signer.model.Digest;

/**
 * A file as the manifest names it.
 *
 * @param size in bytes
 */
public record KitFile(String path, long size, Digest sha256) {}
