@NullMarked
package org.stellaops.signer.core.reservation;

import org.jspecify.annotations.NullMarked;
