package org.stellaops.signer.model;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The digests, HMACs and random numbers of this process: by the platform, or by one module alone
 * while somebody {@linkplain #confine confines} them to it. Signatures have {@link JcaProviders}.
 * Safe for concurrent use.
 */
public final class Primitives {

  private static final Primitives PLATFORM = new Primitives(null);

  private static volatile Primitives inUse = PLATFORM;
  private static int confinements;

  private final @Nullable Provider module;
  private final MessageDigest sha256;
  private final @Nullable SecureRandom random;

  private Primitives(@Nullable Provider module) {
    this.module = module;
    this.sha256 = made("SHA-256");
    this.random = random(module);
  }

  private static @Nullable SecureRandom random(@Nullable Provider module) {
    try {
      return module == null ? null : SecureRandom.getInstance("DEFAULT", module);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the module has no random numbers", e);
    }
  }

  /** Ends a confinement; the last one that is closed gives the platform back. */
  public static final class Confinement implements AutoCloseable {

    private boolean open = true;

    private Confinement() {}

    @Override
    public void close() {
      end(this);
    }
  }

  private static synchronized void end(Confinement confinement) {
    if (confinement.open) {
      confinement.open = false;
      confinements--;
      if (confinements == 0) {
        inUse = PLATFORM;
      }
    }
  }

  /**
   * From now on everything here is the module's or fails; there is no other to fall back to.
   *
   * @param module has SHA-256, HMAC-SHA256 and random numbers of the kind {@code DEFAULT}
   * @return ends it again
   * @throws IllegalArgumentException it lacks one of them
   * @throws IllegalStateException this process is confined to another module
   */
  @SuppressWarnings("ReferenceEquality") // a provider equals any other of the same entries
  public static synchronized Confinement confine(Provider module) {
    if (inUse.module == null) {
      Primitives confined = new Primitives(module);
      confined.mac();
      inUse = confined;
    } else if (inUse.module != module) {
      throw new IllegalStateException("this process is confined to another module");
    }
    confinements++;
    return new Confinement();
  }

  /** The name of the module that everything here is confined to, else {@code platform}. */
  public static String source() {
    Provider module = inUse.module;
    return module == null ? "platform" : module.getName();
  }

  /** A fresh SHA-256 computation. */
  public static MessageDigest sha256() {
    Primitives now = inUse;
    if (now.module != null) {
      return now.made("SHA-256");
    }
    try {
      // Several a request, and a copy is made without asking the providers anew.
      return (MessageDigest) now.sha256.clone();
    } catch (CloneNotSupportedException e) {
      return now.made("SHA-256");
    }
  }

  /**
   * A fresh computation of a digest.
   *
   * @param algorithm SHA-256, SHA-384 or SHA-512
   * @throws IllegalArgumentException another one, which may not be there
   */
  public static MessageDigest digest(String algorithm) {
    return inUse.made(algorithm);
  }

  private MessageDigest made(String algorithm) {
    try {
      return module == null
          ? MessageDigest.getInstance(algorithm)
          : MessageDigest.getInstance(algorithm, module);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no digest " + algorithm, e);
    }
  }

  /**
   * A fresh computation of an HMAC with SHA-256.
   *
   * @param key of at least 14 bytes, which is what a validated module takes
   */
  public static Mac hmacSha256(Key key) {
    Mac mac = inUse.mac();
    try {
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key of an HMAC", e);
    }
    return mac;
  }

  private Mac mac() {
    try {
      return module == null ? Mac.getInstance("HmacSHA256") : Mac.getInstance("HmacSHA256", module);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no HmacSHA256", e);
    }
  }

  /** Random numbers that may be secrets. To be asked when they are needed, and not kept. */
  public static SecureRandom random() {
    SecureRandom modules = inUse.random;
    return modules == null ? PlatformRandom.RANDOM : modules;
  }

  /** Made when it is first asked for: most commands never do. */
  private static final class PlatformRandom {

    private static final SecureRandom RANDOM = new SecureRandom();
  }
}
