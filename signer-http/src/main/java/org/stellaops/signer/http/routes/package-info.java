/** The paths that are served, and how each is answered. */
@NullMarked
package org.stellaops.signer.http.routes;

import org.jspecify.annotations.NullMarked;
