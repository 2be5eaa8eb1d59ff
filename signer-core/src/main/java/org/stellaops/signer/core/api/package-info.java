/** What arrives, in words that no transport owns. */
@NullMarked
package org.stellaops.signer.core.api;

import org.jspecify.annotations.NullMarked;
