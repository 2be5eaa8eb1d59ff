@NullMarked
package org.stellaops.signer.fulcio;

import org.jspecify.annotations.NullMarked;
