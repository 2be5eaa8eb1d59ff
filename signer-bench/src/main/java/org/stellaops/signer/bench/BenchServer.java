package org.stellaops.signer.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;
import org.stellaops.signer.http.SignerServer;
import org.stellaops.signer.http.observe.ServerLogging;
import org.stellaops.signer.kms.keystore.KeystoreFile;

/**
 * A development service in a process of its own, with room for as many requests as come and 8 keys
 * beside the usual ones. It says where it is and, when asked, how many milliseconds its compilers
 * have worked.
 */
final class BenchServer {

  private static final int KEYS = 8;
  private static final String PASSWORD = "bench-password";

  private BenchServer() {}

  public static void main(String[] arguments) throws Exception {
    ServerLogging.silent();
    Path directory = Path.of(arguments[0]);
    Files.createDirectories(directory);
    DevelopmentKit kit = DevelopmentKit.find().orElseThrow();
    try (Development development = kit.start(directory, new Ports(free(), free(), free()));
        SignerServer server = SignerServer.start(roomy(development, directory))) {
      Caller caller = development.caller(Scanner.RELEASED);
      System.out.println(development.config().server().publicOrigin());
      System.out.println(development.config().authorities().get(0).issuer());
      System.out.println(caller.scannerDigest().orElseThrow());
      System.out.println(server.crypto());
      CompilerTime compilers = new CompilerTime();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(compilers.millis());
      }
    }
  }

  /**
   * The development configuration with other limits and more keys: gates and store are the same.
   */
  private static Config roomy(Development development, Path directory) throws Exception {
    StringBuilder keys = new StringBuilder();
    StringBuilder backends = new StringBuilder();
    for (int i = 1; i <= KEYS; i++) {
      String name = "bench" + i;
      KeystoreFile.create(directory.resolve(name + ".p12"), name, PASSWORD.toCharArray());
      Files.writeString(directory.resolve(name + ".password"), PASSWORD);
      keys.append("      " + name + ": {uri: \"" + name + ":" + name + "\", published: true}\n");
      backends.append("    " + name + ": {type: keystore, file: " + name + ".p12");
      backends.append(", password: \"file:" + name + ".password\"}\n");
    }
    String text = Files.readString(development.configFile());
    text = replaced(text, "rate: 1000\n", "rate: 1000000\n");
    text = replaced(text, "burst: 2000\n", "burst: 1000000\n");
    text = replaced(text, "concurrency: 64\n", "concurrency: 1024\n");
    text = replaced(text, "    profiles:\n", keys + "    profiles:\n");
    text = replaced(text, "  backends:\n", "  backends:\n" + backends);
    Path file = directory.resolve("bench.yaml");
    Files.writeString(file, text);
    return ConfigReader.read(file, Map.of());
  }

  /** A limit that stays would be measured in place of the service. */
  private static String replaced(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new IllegalStateException("the development configuration has no " + what.strip());
    }
    return text.replace(what, by);
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
