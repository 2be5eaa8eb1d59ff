package org.stellaops.signer.architecture.planted.core;

import org.stellaops.signer.architecture.planted.json.intoto.Statement;

/** Breaks: a second place that reads statements. */
public final class MakesAStatement {
  Statement read(String text) {
    return new Statement(text.strip());
  }
}
