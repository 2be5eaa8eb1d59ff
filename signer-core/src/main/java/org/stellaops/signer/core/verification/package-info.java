/**
 * Internal: verdicts on envelopes and bundles that callers ask for. A caller may choose among what
 * the operator trusts, and never add to it.
 */
@NullMarked
package org.stellaops.signer.core.verification;

import org.jspecify.annotations.NullMarked;
