package org.stellaops.signer.verify;

import java.time.InstantSource;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * What verification material is checked against.
 *
 * @param clock now, which no proven time may be after, and when a key must be valid that nobody
 *     says the time of
 */
public record MaterialTrust(TrustedRoot root, Requirements requirements, InstantSource clock) {}
