/** The HTTP service over real sockets, in front of a signer that tells what it was given. */
@NullMarked
package org.stellaops.signer.http;

import org.jspecify.annotations.NullMarked;
