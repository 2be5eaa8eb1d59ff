package org.stellaops.signer.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.http.SignerServer;
import org.stellaops.signer.http.observe.ServerLogging;

/** A development service in a process of its own, which says its origin and its counts. */
final class BenchServer {

  private BenchServer() {}

  public static void main(String[] arguments) throws Exception {
    ServerLogging.silent();
    CountingProvider counting = new CountingProvider();
    Security.insertProviderAt(counting, 1);
    Path directory = Path.of(arguments[0]);
    Files.createDirectories(directory);
    DevelopmentKit kit = DevelopmentKit.find().orElseThrow();
    try (Development development = kit.start(directory, new Ports(free(), free(), free()));
        SignerServer server = SignerServer.start(development.config())) {
      Caller caller = development.caller(Scanner.RELEASED);
      System.out.println(development.config().server().publicOrigin());
      System.out.println(development.config().authorities().get(0).issuer());
      System.out.println(caller.scannerDigest().orElseThrow());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(counting.verified() + " " + counting.signed());
      }
    }
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
