/** The HTTP service: routes, refusal to problem details. */
@NullMarked
package org.stellaops.signer.http;

import org.jspecify.annotations.NullMarked;
