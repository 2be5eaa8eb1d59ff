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

  /** Runs {@code action} on a thread of its own at each signal, one at a time. */
  @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
  static void install(Runnable action) {
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
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.info("no SIGHUP on this platform: a changed configuration needs a restart");
    }
  }
}
