/**
 * What refers to an image, in tests: contracts of the two ports of the release gate, a registry in
 * memory, and signed documents, good and bad.
 */
@NullMarked
package org.stellaops.signer.testkit.registry;

import org.jspecify.annotations.NullMarked;
