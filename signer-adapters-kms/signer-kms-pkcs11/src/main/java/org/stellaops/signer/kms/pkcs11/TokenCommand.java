package org.stellaops.signer.kms.pkcs11;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.kms.pkcs11.worker.TokenWorker;
import org.stellaops.signer.ports.BackendRefused;

/** The command line of the process that holds the module: nothing secret is in it. */
final class TokenCommand {

  private TokenCommand() {}

  /**
   * This platform's Java with this library as its class path.
   *
   * @throws BackendRefused there is no such Java, as in an image without its launcher
   */
  static List<String> of(int sessions) {
    // Each request may have a message of a mebibyte, which is copied a few times.
    int heap = 64 + 8 * sessions;
    return of(heap, TokenWorker.class, List.of(Integer.toString(sessions)));
  }

  private static List<String> of(int heap, Class<?> main, List<String> arguments) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!java.toFile().canExecute()) {
      throw new BackendRefused("there is no " + java + " to run a PKCS#11 module with");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED",
                "-cp",
                place(main),
                main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static String place(Class<?> main) {
    CodeSource source = main.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new BackendRefused("the library of pkcs11 was not loaded from a file");
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new BackendRefused("the library of pkcs11 was not loaded from a file", e);
    }
  }
}
