/**
 * The story of a request: the gates in their order, and the service that shells and embedders hold.
 */
@NullMarked
package org.stellaops.signer.core.pipeline;

import org.jspecify.annotations.NullMarked;
