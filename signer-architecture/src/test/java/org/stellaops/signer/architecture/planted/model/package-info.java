/** The one planted package that is marked. */
@NullMarked
package org.stellaops.signer.architecture.planted.model;

import org.jspecify.annotations.NullMarked;
