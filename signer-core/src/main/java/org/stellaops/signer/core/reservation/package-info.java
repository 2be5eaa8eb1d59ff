/** The second transaction: charges held and the intent durable, before any key is used. */
@NullMarked
package org.stellaops.signer.core.reservation;

import org.jspecify.annotations.NullMarked;
