package org.stellaops.signer.kms.pkcs11;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.crypto.Cipher;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Frame;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Mechanism;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.testkit.signing.BackendFault;

/**
 * A fake of the process that holds a module: it speaks its protocol, and takes keys and faults from
 * a directory. The real process is tested with SoftHSM2 in the interop suite.
 */
final class FakeToken {

  private final Path directory;
  private final OutputStream out;
  private final ReadWriteLock turns = new ReentrantReadWriteLock(true);

  private FakeToken(Path directory, OutputStream out) {
    this.directory = directory;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    FakeToken token = new FakeToken(Path.of(arguments[0]), System.out);
    System.setOut(System.err);
    if (token.fault() == BackendFault.UNREACHABLE) {
      Runtime.getRuntime().halt(1);
    }
    Files.write(token.directory.resolve("environment"), System.getenv().keySet());
    for (Frame each = Wire.read(System.in); each != null; each = Wire.read(System.in)) {
      Frame request = each;
      if (request.kind() != Wire.OPEN && request.kind() != Wire.LOG_IN && token.is(Mode.DEAF)) {
        new CountDownLatch(1).await();
      }
      Thread.ofVirtual()
          .start(() -> {
            try {
              token.take(request);
            } catch (Exception e) {
              e.printStackTrace();
              Runtime.getRuntime().halt(1);
            }
          });
    }
    Runtime.getRuntime().halt(0);
  }

  /** What it does besides the faults of the contract, for as long as a file says so. */
  enum Mode {
    /** Reads nothing after the login. */
    DEAF,
    /** Opens the token when that is over. */
    OPEN_WAITS,
    /** Never answers a login. */
    LOGIN_WAITS,
    /** Ends when it is given the PIN. */
    LOGIN_ENDS,
    /** Says that the PIN is wrong. */
    LOGIN_REFUSED,
    /** Takes a while for a signature. */
    SLOW,
    /** Ends when it is asked for a signature. */
    SIGN_ENDS,
    /** Says that it lost the token while it signed. */
    SIGN_IN_DOUBT,
    /** Says that the PIN, which it took at the login, is wrong for a signature. */
    SIGN_PIN_REFUSED,
    /** Says that the login for a signature failed, and not why. */
    SIGN_LOGIN_FAILED,
    /** Does not know the key's number, once. */
    FORGETFUL,
    /** Answers with words of no protocol. */
    TALKS_NONSENSE,
    /** Has a key of that name, or makes none of that kind. */
    CREATE_REFUSED,
    /** Ends while it makes a key. */
    CREATE_ENDS
  }

  private boolean is(Mode mode) throws IOException {
    return Files.exists(directory.resolve(mode.name()));
  }

  private void take(Frame request) throws Exception {
    switch (request.kind()) {
      case Wire.OPEN -> open(request);
      case Wire.CHECK -> answer(request, Wire.DONE);
      case Wire.LOG_IN -> logIn(request);
      case Wire.FIND -> find(request);
      case Wire.CREATE -> create(request);
      default -> sign(request);
    }
  }

  private void open(Frame request) throws Exception {
    Files.createTempFile(directory, "asked", ".open");
    while (is(Mode.OPEN_WAITS)) {
      boolean unused = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
    answer(request, Wire.DONE);
  }

  private void logIn(Frame request) throws Exception {
    Files.createTempFile(directory, "asked", ".login");
    if (is(Mode.LOGIN_WAITS)) {
      new CountDownLatch(1).await();
    } else if (is(Mode.LOGIN_ENDS)) {
      Runtime.getRuntime().halt(1);
    } else if (is(Mode.LOGIN_REFUSED)) {
      failed(request, Trouble.PIN);
    } else {
      answer(request, Wire.DONE);
    }
  }

  private void create(Frame request) throws Exception {
    Files.createTempFile(directory, "asked", ".create");
    if (is(Mode.CREATE_ENDS)) {
      Runtime.getRuntime().halt(1);
    } else if (is(Mode.CREATE_REFUSED)) {
      failed(request, Trouble.REFUSED);
    } else {
      KeyPair pair =
          KeyPairGenerator.getInstance(request.text(2).equals("RSA") ? "RSA" : "Ed25519")
              .generateKeyPair();
      String label = request.text(0);
      Files.write(directory.resolve(label + ".p8"), pair.getPrivate().getEncoded());
      Files.write(directory.resolve(label + ".spki"), pair.getPublic().getEncoded());
      answer(request, Wire.DONE);
    }
  }

  private void find(Frame request) throws IOException {
    String label = request.text(0);
    if (!Files.exists(directory.resolve(label + ".p8"))) {
      failed(request, Trouble.NOT_FOUND);
    } else if (label.startsWith("ml-dsa")) {
      failed(request, Trouble.REFUSED);
    } else {
      answer(
          request,
          Wire.DONE,
          request.fields()[0],
          Files.readAllBytes(directory.resolve(label + ".spki")),
          Wire.text(
              (label.startsWith("readable") ? Wire.READABLE : "")
                  + (label.startsWith("pin-each-time") ? " " + Wire.PIN_EACH_TIME : "")));
    }
  }

  private void sign(Frame request) throws Exception {
    Files.createTempFile(directory, "asked", ".sign");
    if (is(Mode.SLOW)) {
      slowly(request.text(0).startsWith("pin-each-time") ? turns.writeLock() : turns.readLock());
    }
    if (is(Mode.SIGN_ENDS)) {
      Runtime.getRuntime().halt(1);
    }
    if (is(Mode.SIGN_IN_DOUBT) || Files.deleteIfExists(directory.resolve(Mode.FORGETFUL.name()))) {
      failed(request, is(Mode.SIGN_IN_DOUBT) ? Trouble.DOUBT : Trouble.NOT_FOUND);
      return;
    }
    if (is(Mode.SIGN_PIN_REFUSED)) {
      failed(request, Trouble.PIN);
      return;
    }
    if (is(Mode.SIGN_LOGIN_FAILED)) {
      failed(request, Trouble.LOGIN_FAILED);
      return;
    }
    if (is(Mode.TALKS_NONSENSE)) {
      answer(request, Wire.FAILED, Wire.text("WHATEVER"));
      return;
    }
    BackendFault now = fault();
    switch (now) {
      case null -> {}
      case DENIED -> {
        failed(request, Trouble.REFUSED);
        return;
      }
      case THROTTLED -> {
        failed(request, Trouble.BUSY);
        return;
      }
      case THROTTLED_ONCE -> {
        over();
        failed(request, Trouble.BUSY);
        return;
      }
      case STALLED -> {
        over();
        new CountDownLatch(1).await();
      }
      case DROPPED_AFTER_SIGNING -> {
        over();
        Runtime.getRuntime().halt(1);
      }
      case MALFORMED_ANSWER -> {
        over();
        answer(request, Wire.DONE, Wire.text("<html>"));
        return;
      }
      case UNREACHABLE -> throw new IllegalStateException("not started");
    }
    answer(
        request,
        Wire.DONE,
        signature(request.text(0), Mechanism.valueOf(request.text(1)), request.fields()[2]));
  }

  /** Nothing goes on beside a signature that takes the PIN. */
  private static void slowly(Lock turn) throws InterruptedException {
    turn.lock();
    try {
      boolean unused = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
    } finally {
      turn.unlock();
    }
  }

  private BackendFault fault() throws IOException {
    try {
      return BackendFault.valueOf(Files.readString(directory.resolve("fault")));
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  private void over() throws IOException {
    Files.deleteIfExists(directory.resolve("fault"));
  }

  private byte[] signature(String label, Mechanism mechanism, byte[] input)
      throws GeneralSecurityException, IOException {
    byte[] pkcs8 = Files.readAllBytes(directory.resolve(label + ".p8"));
    return switch (mechanism) {
      case ECDSA -> by("NONEwithECDSAinP1363Format", "EC", pkcs8, input);
      case RSA_PKCS1 -> by("NONEwithRSA", "RSA", pkcs8, input);
      case EDDSA -> by("Ed25519", "Ed25519", pkcs8, input);
      case RSA_PSS_SHA256 -> pss((RSAPrivateKey) key("RSA", pkcs8), input);
    };
  }

  private static PrivateKey key(String family, byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private static byte[] by(String algorithm, String family, byte[] pkcs8, byte[] input)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key(family, pkcs8));
    signature.update(input);
    return signature.sign();
  }

  /** EMSA-PSS over a digest (RFC 8017 §9.1.1), which the platform does over messages alone. */
  private static byte[] pss(RSAPrivateKey key, byte[] digest) throws GeneralSecurityException {
    int size = key.getModulus().bitLength() / 8;
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(new byte[8]);
    sha256.update(digest);
    byte[] hash = sha256.digest(salt);
    byte[] block = new byte[size - hash.length - 1];
    block[block.length - salt.length - 1] = 1;
    System.arraycopy(salt, 0, block, block.length - salt.length, salt.length);
    for (int i = 0; i < block.length; i += 32) {
      sha256.update(hash);
      byte[] mask = sha256.digest(ByteBuffer.allocate(4).putInt(i / 32).array());
      for (int j = i; j < Math.min(i + 32, block.length); j++) {
        block[j] ^= mask[j - i];
      }
    }
    block[0] &= 0x7f;
    byte[] encoded = new byte[size];
    System.arraycopy(block, 0, encoded, 0, block.length);
    System.arraycopy(hash, 0, encoded, block.length, hash.length);
    encoded[size - 1] = (byte) 0xbc;
    Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
    rsa.init(Cipher.DECRYPT_MODE, key);
    return rsa.doFinal(encoded);
  }

  private void failed(Frame request, Trouble trouble) throws IOException {
    answer(request, Wire.FAILED, Wire.text(trouble.name()), Wire.text("the fake says so"));
  }

  private void answer(Frame request, int kind, byte[]... fields) throws IOException {
    synchronized (out) {
      Wire.write(out, request.id(), kind, fields);
    }
  }

  /** Its command line: the class path of this test, since it is no part of the library. */
  static List<String> command(Path directory) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        FakeToken.class.getName(),
        directory.toString());
  }
}
