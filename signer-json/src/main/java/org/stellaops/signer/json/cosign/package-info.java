/** What cosign signs of an image, beside in-toto statements. */
@NullMarked
package org.stellaops.signer.json.cosign;

import org.jspecify.annotations.NullMarked;
