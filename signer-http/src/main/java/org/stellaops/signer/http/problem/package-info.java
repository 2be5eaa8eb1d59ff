/** Refusals and failures as problem documents (RFC 9457) and challenges. */
@NullMarked
package org.stellaops.signer.http.problem;

import org.jspecify.annotations.NullMarked;
