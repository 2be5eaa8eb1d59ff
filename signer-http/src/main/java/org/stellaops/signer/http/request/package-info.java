/** Reads requests strictly, before the core sees them. */
@NullMarked
package org.stellaops.signer.http.request;

import org.jspecify.annotations.NullMarked;
