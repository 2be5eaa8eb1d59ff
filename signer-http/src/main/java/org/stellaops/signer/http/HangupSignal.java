package org.stellaops.signer.http;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action at each SIGHUP. The JDK has no public name for it: its module {@code
 * jdk.unsupported} is reached by look-up, and where it or the signal does not exist nothing is
 * installed.
 */
final class HangupSignal {

  private static final Logger LOG = LoggerFactory.getLogger(HangupSignal.class);

  private HangupSignal() {}

  /**
   * Runs {@code action} on a thread of its own at each signal, one at a time.
   *
   * @return whether signals arrive: not under {@code nohup}, which has the process ignore them
   */
  @SuppressWarnings("ReferenceEquality") // a proxy and SIG_IGN equal themselves alone
  static boolean install(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      new Thread(action, "reload").start();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> arguments != null && self == arguments[0];
                    default -> "HangupSignal";
                  });
      Object before = signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
      if (before != handler.getField("SIG_IGN").get(null)) {
        return true;
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("no signals on this platform", e);
    }
    LOG.info("SIGHUP does not reach this process: a changed configuration needs a restart");
    return false;
  }
}
