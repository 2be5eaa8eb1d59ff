/**
 * The documents of an export, composed and read in one place: by the signer that signs them, by the
 * command that asks for them, and by whoever verifies them.
 */
@NullMarked
package org.stellaops.signer.json.export;

import org.jspecify.annotations.NullMarked;
