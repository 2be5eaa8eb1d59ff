/** Access tokens, entitlement proofs, their keys and introspection. */
@NullMarked
package org.stellaops.signer.identity;

import org.jspecify.annotations.NullMarked;
