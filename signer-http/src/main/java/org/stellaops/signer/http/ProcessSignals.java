package org.stellaops.signer.http;

import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs actions at signals. The JDK has no public name for it: its module {@code jdk.unsupported} is
 * reached by look-up, and where it or a signal does not exist nothing is installed.
 */
final class ProcessSignals {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

  private ProcessSignals() {}

  /**
   * Runs {@code action} on a thread of its own at each SIGHUP, one at a time.
   *
   * @return whether signals arrive: not under {@code nohup}, which has the process ignore them
   */
  static boolean onHangup(Runnable action) {
    if (install("HUP", action)) {
      return true;
    }
    LOG.info("SIGHUP does not reach this process: a changed configuration needs a restart");
    return false;
  }

  /**
   * Runs {@code action} on a thread of its own at each SIGUSR1.
   *
   * @return whether signals arrive
   */
  static boolean onUser(Runnable action) {
    return install("USR1", action);
  }

  /** Runs {@code action} at SIGTERM and SIGINT, instead of what Java does there. */
  static void onStop(Runnable action) {
    for (String name : List.of("TERM", "INT")) {
      boolean installed = install(name, action);
      LOG.debug("SIG{} stops in order: {}", name, installed);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a proxy and SIG_IGN equal themselves alone
  private static boolean install(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object named = signal.getConstructor(String.class).newInstance(name);
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      new Thread(action, "SIG" + name).start();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> arguments != null && self == arguments[0];
                    default -> "ProcessSignals";
                  });
      Object before = signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
      return before != handler.getField("SIG_IGN").get(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("no signals on this platform", e);
      return false;
    }
  }
}
