/** What operators see: metrics, log lines, trace ids. */
@NullMarked
package org.stellaops.signer.http.observe;

import org.jspecify.annotations.NullMarked;
