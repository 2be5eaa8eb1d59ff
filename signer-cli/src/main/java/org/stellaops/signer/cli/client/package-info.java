/** Speaks to a signer over HTTP, as a caller with a token and a DPoP key. */
@NullMarked
package org.stellaops.signer.cli.client;

import org.jspecify.annotations.NullMarked;
