package org.stellaops.signer.architecture.planted.core.right;

import org.stellaops.signer.architecture.planted.core.left.Left;

/** Breaks: half of a cycle. */
public interface Right {
  Left left();
}
