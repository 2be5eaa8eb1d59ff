/** What a gate answers, and every reason for which this service says no. */
@NullMarked
package org.stellaops.signer.core.decision;

import org.jspecify.annotations.NullMarked;
