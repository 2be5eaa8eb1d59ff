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
    STORE_IN_USE(false),
    /** The store cannot be opened as it has to be. */
    STORE_UNUSABLE(false),
    /** A keystore or one of its keys cannot be used. */
    KEYS(true),
    /** A secret that the configuration names is gone. */
    SECRET(true),
    /** A section of the configuration asks for what cannot be made; the message names it. */
    SETTINGS(true),
    /** Keys and tenants contradict each other, as when a release key signs for a tenant. */
    POLICY(true);

    private final boolean misconfigured;

    Reason(boolean misconfigured) {
      this.misconfigured = misconfigured;
    }

    /** Whether what was configured has to change; otherwise the machine is not ready for it. */
    public boolean isMisconfigured() {
      return misconfigured;
    }
  }
}
