/** The form of audit records: what is written, never where. */
@NullMarked
package org.stellaops.signer.core.lifecycle;

import org.jspecify.annotations.NullMarked;
