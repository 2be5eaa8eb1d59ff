/**
 * Small authorities of keyless signing for tests: certificates, certificate logs, timestamps and
 * transparency logs, made in memory with keys of their own, each able to do its work wrongly.
 */
@NullMarked
package org.stellaops.signer.testkit.keyless;

import org.jspecify.annotations.NullMarked;
