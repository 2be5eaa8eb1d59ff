package org.stellaops.signer.bootstrap.libraries;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The classes of one library: its own jars, the platform, and of the application {@link #SHARED}
 * alone. Two libraries, or a library and the application, may so have different classes of one
 * name.
 */
final class IsolatedLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  /** What a library and the application must have in common, and the logs of both in one. */
  private static final List<String> SHARED =
      List.of(
          "org.stellaops.signer.ports.",
          "org.stellaops.signer.model.",
          "org.jspecify.",
          "org.slf4j.");

  private final ClassLoader application = IsolatedLoader.class.getClassLoader();

  /**
   * @param name for messages and thread dumps
   */
  IsolatedLoader(String name, List<URL> jars) {
    super(name, jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return application.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }
}
