/**
 * Port interfaces: what the core needs from the outside. A port returns facts, among them the
 * result of an atomic compare, and never a policy answer: what a fact means is decided in the core.
 * A broken backend is an exception out of {@link org.stellaops.signer.ports.PortException}, never a
 * fact.
 *
 * <p>Implementations are safe for concurrent use and honour the deadline that a blocking call
 * takes: they return or throw by it, and they do their own retries within it, so callers never
 * retry. An interrupted thread makes them throw {@link
 * org.stellaops.signer.ports.DependencyUnavailable} with the interrupt flag set again. No message
 * of an exception carries a secret.
 */
@NullMarked
package org.stellaops.signer.ports;

import org.jspecify.annotations.NullMarked;
