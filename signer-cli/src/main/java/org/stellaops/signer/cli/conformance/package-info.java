/** Signing as sigstore-conformance asks for it, with keys that are gone when the command ends. */
@NullMarked
package org.stellaops.signer.cli.conformance;

import org.jspecify.annotations.NullMarked;
