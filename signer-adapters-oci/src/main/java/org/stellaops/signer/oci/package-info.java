/**
 * OCI registries and image layout directories: what refers to an image, with every digest, size and
 * subject checked. It gives no verdict.
 */
@NullMarked
package org.stellaops.signer.oci;

import org.jspecify.annotations.NullMarked;
