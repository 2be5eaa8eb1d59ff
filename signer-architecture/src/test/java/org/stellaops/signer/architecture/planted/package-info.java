/**
 * A small product that breaks every fence once: what {@code PlantedViolationsTest} shows the rules.
 */
package org.stellaops.signer.architecture.planted;
