package org.stellaops.signer.kms.pkcs11.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the standard streams away from the module, which is native code that may print on them or
 * ask at them. Each is opened a second time by its name; the first, once closed, is the null
 * device: the platform never leaves these numbers free.
 */
final class StandardStreams {

  private StandardStreams() {}

  static InputStream takeInput() throws IOException {
    Path again = Path.of("/dev/fd/0");
    if (!Files.isReadable(again)) {
      return System.in;
    }
    InputStream in = new FileInputStream(again.toFile());
    new FileInputStream(FileDescriptor.in).close();
    return in;
  }

  static OutputStream takeOutput() throws IOException {
    OutputStream out = System.out;
    System.setOut(System.err);
    Path again = Path.of("/dev/fd/1");
    if (!Files.isWritable(again)) {
      return out;
    }
    OutputStream own = new FileOutputStream(again.toFile());
    new FileOutputStream(FileDescriptor.out).close();
    return own;
  }
}
