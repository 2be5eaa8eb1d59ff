package org.stellaops.signer.kms.pkcs11;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.TokenProcess.Failed;
import org.stellaops.signer.kms.pkcs11.TokenProcess.Share;
import org.stellaops.signer.kms.pkcs11.worker.Wire;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Mechanism;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;

/**
 * The keys of one token. Asks at most three times for a signature: again where the token has no
 * room, and once after a new login where it lost its session before it signed. After each login the
 * public key of a key is compared with the one that was pinned.
 */
final class TokenKeys implements KeyBackend {

  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String MADE_BY = "pkcs11";

  /** DER of a DigestInfo with SHA-256 up to the digest (RFC 8017 §9.2, note 1). */
  private static final String SHA256_INFO = "3031300d060960864801650304020105000420";

  private final String name;
  private final TokenConnection connection;

  TokenKeys(String name, TokenConnection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** A key's number in one process: another process may know it by another. */
  private record Known(TokenProcess process, Bytes number, boolean pinEachTime) {}

  @Override
  public SigningKey open(KeyUri uri, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    KeyAttributes attributes = KeyAttributes.of(uri);
    for (int attempt = 1; ; attempt++) {
      TokenProcess process = connection.process(deadline);
      try {
        byte[][] found = find(process, attributes, deadline);
        return new TokenKey(
            uri,
            attributes,
            pin(uri, found[1], wanted),
            says(found, Wire.READABLE),
            known(process, found));
      } catch (Failed e) {
        retry(uri, e, process, attempt, false, deadline);
      }
    }
  }

  private byte[][] find(TokenProcess process, KeyAttributes attributes, Deadline deadline)
      throws Failed {
    return process.ask(
        Wire.FIND, connection.callTime(), deadline, attributes.label(), attributes.id());
  }

  private static Known known(TokenProcess process, byte[][] found) {
    return new Known(process, Bytes.copyOf(found[0]), says(found, Wire.PIN_EACH_TIME));
  }

  private static boolean says(byte[][] found, String word) {
    return List.of(new String(found[2], StandardCharsets.UTF_8).split(" ")).contains(word);
  }

  private static PinnedKey pin(KeyUri uri, byte[] spki, @Nullable SignatureAlgorithm wanted) {
    try {
      PinnedKey pin = PinnedKey.parseSpki(Bytes.adopt(spki));
      return wanted == null ? pin : pin.under(wanted);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("key " + uri + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lets the caller try again, or says why not.
   *
   * @param signing whether the request may have made a signature
   */
  private void retry(
      KeyUri uri, Failed e, TokenProcess process, int attempt, boolean signing, Deadline deadline) {
    Trouble trouble = e.trouble();
    String why = String.valueOf(e.getMessage());
    if (trouble == null) {
      boolean may = signing && e.mayHaveHappened();
      if (may || attempt == ATTEMPTS || process.isAlive()) {
        throw TokenConnection.unavailable(may, why);
      }
      return;
    }
    switch (trouble) {
      case NOT_FOUND -> throw new KeyNotFound(uri, why);
      case REFUSED -> throw new BackendRefused("key " + uri + ": " + why, e);
      case PIN -> throw connection.pinRefused(process, why);
      case LOGIN_FAILED -> throw connection.loginToSignFailed(process, why);
      case BUSY -> {
        if (attempt == ATTEMPTS || deadline.remaining().compareTo(PAUSE) <= 0) {
          throw DependencyUnavailable.busy(Dependency.SIGNING_KEYS, why, e);
        }
        pause();
      }
      case LOST -> {
        if (attempt > 1) {
          throw TokenConnection.unavailable(false, why);
        }
        connection.replace(process);
      }
      case DOUBT -> {
        connection.replace(process);
        throw TokenConnection.unavailable(signing, why);
      }
    }
  }

  private static void pause() {
    try {
      boolean unused = new CountDownLatch(1).await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TokenConnection.unavailable(false, "interrupted while the token had no room");
    }
  }

  private final class TokenKey implements SigningKey {

    private final KeyUri uri;
    private final KeyAttributes attributes;
    private final PinnedKey pin;
    private final boolean readable;
    private volatile @Nullable Known known;

    TokenKey(KeyUri uri, KeyAttributes attributes, PinnedKey pin, boolean readable, Known known) {
      this.uri = uri;
      this.attributes = attributes;
      this.pin = pin;
      this.readable = readable;
      this.known = known;
    }

    @Override
    public PinnedKey pin() {
      return pin;
    }

    /** One that the token gives to whoever logs in is as safe as a file with that PIN. */
    @Override
    public boolean isInSoftware() {
      return readable;
    }

    @Override
    public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      byte[] input = input(what);
      Failed before = null;
      for (int attempt = 1; ; attempt++) {
        TokenProcess process = connection.process(before, deadline);
        boolean signing = false;
        try {
          Known key = known(process, deadline);
          signing = true;
          byte[][] made =
              process.ask(
                  Wire.SIGN,
                  connection.callTime(),
                  key.pinEachTime() ? Share.ALL : Share.ONE,
                  gate,
                  deadline,
                  key.number().toByteArray(),
                  Wire.text(mechanism().name()),
                  input);
          if (key.pinEachTime()) {
            connection.loggedInToSign();
          }
          return new SignatureValue(pin.algorithm(), encoded(made), MADE_BY);
        } catch (Failed e) {
          before = e;
          if (signing && attempt == 1 && e.trouble() == Trouble.NOT_FOUND) {
            // A token that was put in again may know the key by another number.
            known = null;
          } else {
            retry(uri, e, process, attempt, signing, deadline);
          }
        }
      }
    }

    private Known known(TokenProcess process, Deadline deadline) throws Failed {
      Known last = known;
      if (last != null && last.process() == process) {
        return last;
      }
      byte[][] found = find(process, attributes, deadline);
      if (!Bytes.adopt(found[1]).equals(pin.spki())) {
        throw new KeyNotFound(uri, "the token holds another key under this name than before");
      }
      Known now = TokenKeys.known(process, found);
      known = now;
      return now;
    }

    private Mechanism mechanism() {
      return switch (pin.algorithm()) {
        case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 -> Mechanism.ECDSA;
        case RSA_PKCS1_SHA256 -> Mechanism.RSA_PKCS1;
        case RSA_PSS_SHA256 -> Mechanism.RSA_PSS_SHA256;
        case ED25519 -> Mechanism.EDDSA;
        case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
            throw new BackendRefused("key " + uri + ": a token does not sign by ML-DSA here");
      };
    }

    private byte[] input(Signable what) {
      return pin.algorithm()
          .hash(what)
          .map(hash -> forMechanism(hash.toByteArray()))
          .orElseGet(() -> whole(what));
    }

    /** The mechanism of PKCS#1 signs what it gets, so the name of the hash is put before it. */
    private byte[] forMechanism(byte[] hash) {
      return pin.algorithm() == SignatureAlgorithm.RSA_PKCS1_SHA256
          ? HexFormat.of().parseHex(SHA256_INFO + HexFormat.of().formatHex(hash))
          : hash;
    }

    private byte[] whole(Signable what) {
      if (what.size() > Wire.LONGEST_MESSAGE) {
        throw new BackendRefused(
            "key "
                + uri
                + " takes messages of at most "
                + Wire.LONGEST_MESSAGE
                + " bytes, for a token hashes them itself under Ed25519; use another algorithm");
      }
      return what.whole().toByteArray();
    }

    private Bytes encoded(byte[][] made) {
      Optional<Bytes> signature =
          made.length == 1 ? Optional.of(Bytes.adopt(made[0])) : Optional.empty();
      if (mechanism() == Mechanism.ECDSA) {
        signature = signature.flatMap(pin.algorithm()::derOfRaw);
      }
      return signature
          .filter(pin::isWellFormed)
          .orElseThrow(
              () -> TokenConnection.unavailable(true, "the token's answer is no signature"));
    }
  }

  /**
   * Whether a process is logged in or can be now, and the token still there. While all sessions are
   * busy nobody asks: one that is stuck ends its process.
   */
  @Override
  public void requireReachable(Deadline deadline) {
    try {
      TokenProcess process = connection.process(deadline);
      if (process.hasRoom()) {
        check(process, deadline);
      }
    } catch (BackendRefused e) {
      throw TokenConnection.unavailable(false, String.valueOf(e.getMessage()));
    }
  }

  private void check(TokenProcess process, Deadline deadline) {
    try {
      byte[][] unused = process.ask(Wire.CHECK, connection.callTime(), deadline);
    } catch (Failed e) {
      if (e.trouble() == Trouble.LOST) {
        connection.replace(process);
      } else if (e.trouble() == Trouble.PIN) {
        throw connection.pinRefused(process, String.valueOf(e.getMessage()));
      }
      throw TokenConnection.unavailable(false, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void reloaded() {
    connection.allowOneMoreTry();
  }

  @Override
  public void close() {
    connection.close();
  }

  @Override
  public String toString() {
    return "TokenKeys[" + name + "]";
  }
}
