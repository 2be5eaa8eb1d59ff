package org.stellaops.signer.bootstrap;

/** The service cannot start. Nothing is left open, and its message holds no secret. */
public final class StartFailed extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  StartFailed(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  StartFailed(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why a start fails. */
  public enum Reason {
    /** Another process has the store open: ask that one, by {@code --server}. */
    STORE_IN_USE,
    /** The store cannot be opened as it has to be. */
    STORE_UNUSABLE,
    /** A keystore or one of its keys cannot be used. */
    KEYS,
    /** A secret that the configuration names is gone. */
    SECRET,
    /** Keys and tenants contradict each other, as when a release key signs for a tenant. */
    POLICY
  }
}
