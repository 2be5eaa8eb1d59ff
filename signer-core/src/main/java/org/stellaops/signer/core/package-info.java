/**
 * Every decision of the service; names no adapter and opens nothing. {@code core.api} and the
 * packages below it are all that an embedder imports; every other package is internal and may
 * change at any time.
 */
@NullMarked
package org.stellaops.signer.core;

import org.jspecify.annotations.NullMarked;
