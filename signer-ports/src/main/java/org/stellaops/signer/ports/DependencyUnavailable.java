package org.stellaops.signer.ports;

/**
 * A backend was throttled, timed out, unreachable or answered nonsense, after the adapter's own
 * retries and within the deadline.
 */
public final class DependencyUnavailable extends PortException {

  private static final long serialVersionUID = 1L;

  private final Dependency dependency;
  private final boolean mayHaveHappened;

  /**
   * @param mayHaveHappened true where the call may have taken effect all the same: a write that may
   *     be durable, a signature that may have been made
   */
  public DependencyUnavailable(
      Dependency dependency, boolean mayHaveHappened, String message, Throwable cause) {
    super(message, cause);
    this.dependency = dependency;
    this.mayHaveHappened = mayHaveHappened;
  }

  public DependencyUnavailable(Dependency dependency, boolean mayHaveHappened, String message) {
    super(message);
    this.dependency = dependency;
    this.mayHaveHappened = mayHaveHappened;
  }

  public Dependency dependency() {
    return dependency;
  }

  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }
}
