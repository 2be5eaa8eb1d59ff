package org.stellaops.signer.sql;

import java.nio.file.Path;

/**
 * Another process has the store open. One process at a time may: a command line answers by naming
 * the server that has it.
 */
public final class StoreInUse extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreInUse(Path directory) {
    super("another process has the store in " + directory + " open");
  }
}
