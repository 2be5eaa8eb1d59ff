package org.stellaops.signer.sql;

/**
 * The store cannot be opened as it has to be: its directory, its file or a durability setting is
 * not what it must be. Nothing was changed that a repair would miss.
 */
public final class StoreUnusable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreUnusable(String message) {
    super(message);
  }

  StoreUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
