/** Internal: scanner images that people let pass for a time without a trusted release signature. */
@NullMarked
package org.stellaops.signer.core.approval;

import org.jspecify.annotations.NullMarked;
