package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A root and an intermediate certificate for code signing, made by openssl, as Fulcio's certificate
 * authority from files wants them.
 */
final class CertificateFiles {

  static final String PASSWORD = "only-for-this-test";

  private static final String FORM =
      """
      [req]
      distinguished_name = name
      [name]
      [root]
      basicConstraints = critical, CA:TRUE, pathlen:1
      keyUsage = critical, keyCertSign, cRLSign
      subjectKeyIdentifier = hash
      [intermediate]
      basicConstraints = critical, CA:TRUE, pathlen:0
      keyUsage = critical, keyCertSign, cRLSign
      extendedKeyUsage = codeSigning
      subjectKeyIdentifier = hash
      authorityKeyIdentifier = keyid
      """;

  private final Path directory;

  /** Makes both, with new keys. */
  CertificateFiles(Path directory) {
    this.directory = directory;
    try {
      Files.writeString(directory.resolve("openssl.cnf"), FORM);
      newKey("root");
      newKey("intermediate");
      openssl(
          "req",
          "-new",
          "-x509",
          "-config",
          "openssl.cnf",
          "-extensions",
          "root",
          "-key",
          "root.key",
          "-subj",
          "/O=example.test/CN=root",
          "-days",
          "30",
          "-out",
          "root.pem");
      openssl(
          "req",
          "-new",
          "-config",
          "openssl.cnf",
          "-key",
          "intermediate.key",
          "-subj",
          "/O=example.test/CN=intermediate",
          "-out",
          "intermediate.csr");
      openssl(
          "x509",
          "-req",
          "-in",
          "intermediate.csr",
          "-CA",
          "root.pem",
          "-CAkey",
          "root.key",
          "-CAcreateserial",
          "-days",
          "20",
          "-extfile",
          "openssl.cnf",
          "-extensions",
          "intermediate",
          "-out",
          "intermediate.pem");
      openssl(
          "pkcs8",
          "-topk8",
          "-in",
          "intermediate.key",
          "-passout",
          "pass:" + PASSWORD,
          "-out",
          "intermediate.p8");
      Files.writeString(
          chain(), Files.readString(file("intermediate.pem")) + Files.readString(root()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void newKey(String name) {
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", name + ".key");
  }

  private void openssl(String... words) {
    Command.of(Tools.openssl(), words).in(directory).succeed();
  }

  Path root() {
    return file("root.pem");
  }

  /** The intermediate certificate, then the root. */
  Path chain() {
    return file("chain.pem");
  }

  /** The intermediate's private key, encrypted under {@link #PASSWORD}. */
  Path key() {
    return file("intermediate.p8");
  }
}
