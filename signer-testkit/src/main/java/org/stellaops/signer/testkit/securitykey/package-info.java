/**
 * The contracts of security keys' ports, a store of them in memory, and a fake security key: begin
 * with {@link org.stellaops.signer.testkit.securitykey.FakeAuthenticator}.
 */
@NullMarked
package org.stellaops.signer.testkit.securitykey;

import org.jspecify.annotations.NullMarked;
