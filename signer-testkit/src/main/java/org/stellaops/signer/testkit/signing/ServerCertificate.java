package org.stellaops.signer.testkit.signing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A new key of a fake server, with a certificate of its own making, by the platform's keytool.
 *
 * @param pem the certificate, which is its own authority
 */
public record ServerCertificate(SSLContext context, Path pem) {

  private static final String PASSWORD = "only-for-this-test";

  /**
   * Makes NAME.p12 and NAME.pem in the folder.
   *
   * @param hosts as keytool writes alternative names: {@code DNS:a.example,IP:127.0.0.1}
   */
  public static ServerCertificate of(Path folder, String name, String hosts) {
    Path store = folder.resolve(name + ".p12");
    Path pem = folder.resolve(name + ".pem");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=" + hosts);
    keytool(store, "-exportcert", "-rfc", "-file", pem.toString());
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new ServerCertificate(context, pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path store, String verb, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(verb, "-alias", "server", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    try {
      Process run =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!run.waitFor(30, TimeUnit.SECONDS) || run.exitValue() != 0) {
        throw new IllegalStateException("keytool failed: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
