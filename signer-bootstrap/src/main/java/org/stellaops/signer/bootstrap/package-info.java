/** Configuration to object graph; the only place that names concrete adapters. */
@NullMarked
package org.stellaops.signer.bootstrap;

import org.jspecify.annotations.NullMarked;
