/** Certificates for tests of TLS. */
@NullMarked
package org.stellaops.signer.testkit.tls;

import org.jspecify.annotations.NullMarked;
