/** What one connection may do: TLS, bounds and deadlines against slow or hostile peers. */
@NullMarked
package org.stellaops.signer.http.connection;

import org.jspecify.annotations.NullMarked;
