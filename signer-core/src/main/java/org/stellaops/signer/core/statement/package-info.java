/** From a strict JSON document to the exact bytes that are signed. */
@NullMarked
package org.stellaops.signer.core.statement;

import org.jspecify.annotations.NullMarked;
