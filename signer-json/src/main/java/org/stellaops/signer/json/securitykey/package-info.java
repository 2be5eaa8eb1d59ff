/** What a security key signed, as it is stored, published and read again. */
@NullMarked
package org.stellaops.signer.json.securitykey;

import org.jspecify.annotations.NullMarked;
