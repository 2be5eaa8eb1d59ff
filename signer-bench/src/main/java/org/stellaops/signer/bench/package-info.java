/** JMH and whole-service load; ships nothing. */
@NullMarked
package org.stellaops.signer.bench;

import org.jspecify.annotations.NullMarked;
