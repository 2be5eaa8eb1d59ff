/**
 * Keyless signing's outside: identity tokens of workloads, certificates of Fulcio for keys that
 * live in memory, and RFC 3161 timestamps. {@link org.stellaops.signer.fulcio.FulcioIssuer} and
 * {@link org.stellaops.signer.fulcio.HttpTimestampAuthority} are the ports' implementations.
 */
@NullMarked
package org.stellaops.signer.fulcio;

import org.jspecify.annotations.NullMarked;
