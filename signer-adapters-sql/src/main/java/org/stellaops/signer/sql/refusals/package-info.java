/**
 * Refusals of requests that were never identified, on files of their own: no flood of them delays
 * or closes signing.
 */
@NullMarked
package org.stellaops.signer.sql.refusals;

import org.jspecify.annotations.NullMarked;
