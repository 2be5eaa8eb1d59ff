/** Internal: the signing pipeline, its gates in their order. */
@NullMarked
package org.stellaops.signer.core.pipeline;

import org.jspecify.annotations.NullMarked;
