/**
 * HTTP/1.1 GET over sockets that are opened here. The JDK's HTTP client resolves names by itself,
 * so that an address checked beforehand need not be the one it connects to; here the checked
 * address is the one that is dialled.
 */
@NullMarked
package org.stellaops.signer.outbound;

import org.jspecify.annotations.NullMarked;
