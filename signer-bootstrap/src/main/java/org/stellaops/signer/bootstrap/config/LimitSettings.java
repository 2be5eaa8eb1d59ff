package org.stellaops.signer.bootstrap.config;

import java.time.Duration;

/**
 * What the whole process gives to requests.
 *
 * @param serverCap largest request body in bytes that is taken from anyone
 * @param memoryBudget bytes of request bodies held at one time
 * @param requestTime how long one request may take
 */
public record LimitSettings(long serverCap, long memoryBudget, Duration requestTime) {}
