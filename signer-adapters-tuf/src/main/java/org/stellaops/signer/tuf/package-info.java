/** Brings trusted roots up to date from TUF repositories, with the client of sigstore-java. */
@NullMarked
package org.stellaops.signer.tuf;

import org.jspecify.annotations.NullMarked;
