/**
 * What the conformance commands alone do. The one push to a transparency log is here: the Signer
 * pushes to none, the Attestor does. A fence keeps the service out.
 */
@NullMarked
package org.stellaops.signer.bootstrap.conformance;

import org.jspecify.annotations.NullMarked;
