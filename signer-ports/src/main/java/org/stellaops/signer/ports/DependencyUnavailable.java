package org.stellaops.signer.ports;

/**
 * A backend was throttled, timed out, unreachable or answered nonsense, after the adapter's own
 * retries and within the deadline.
 */
public final class DependencyUnavailable extends PortException {

  private static final long serialVersionUID = 1L;

  private final Dependency dependency;
  private final boolean mayHaveHappened;
  private final boolean busy;

  /**
   * @param mayHaveHappened true where the call may have taken effect all the same: a write that may
   *     be durable, a signature that may have been made
   */
  public DependencyUnavailable(
      Dependency dependency, boolean mayHaveHappened, String message, Throwable cause) {
    super(message, cause);
    this.dependency = dependency;
    this.mayHaveHappened = mayHaveHappened;
    this.busy = false;
  }

  private DependencyUnavailable(Dependency dependency, String message, Throwable cause) {
    super(message, cause);
    this.dependency = dependency;
    this.mayHaveHappened = false;
    this.busy = true;
  }

  /** The backend turned the request away as one too many, and did nothing. */
  public static DependencyUnavailable busy(Dependency dependency, String message, Throwable cause) {
    return new DependencyUnavailable(dependency, message, cause);
  }

  public DependencyUnavailable(Dependency dependency, boolean mayHaveHappened, String message) {
    super(message);
    this.dependency = dependency;
    this.mayHaveHappened = mayHaveHappened;
    this.busy = false;
  }

  public Dependency dependency() {
    return dependency;
  }

  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  /** Whether the backend only had no room: that says nothing about what was asked for. */
  public boolean isBusy() {
    return busy;
  }
}
