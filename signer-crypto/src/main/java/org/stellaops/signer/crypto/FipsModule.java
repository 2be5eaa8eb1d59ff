package org.stellaops.signer.crypto;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * Bouncy Castle's FIPS module (BC-FJA), in approved-only mode. It has classes of the same names as
 * the Bouncy Castle of the product, so it is loaded from a directory into a class loader of its
 * own, and what leaves that is a {@link Provider}. Once in a process, which cannot leave
 * approved-only mode again. Safe for concurrent use.
 */
public final class FipsModule {

  /** The name of its provider, as {@code madeBy} of a signature says it. */
  public static final String NAME = "BCFIPS";

  /**
   * What is signed and checked by it, and nothing else. Ed25519 and ML-DSA are left out whatever
   * the module would do: docs/fips.md.
   */
  public static final Set<SignatureAlgorithm> ALGORITHMS =
      Collections.unmodifiableSet(
          EnumSet.of(
              SignatureAlgorithm.ECDSA_P256_SHA256,
              SignatureAlgorithm.ECDSA_P384_SHA384,
              SignatureAlgorithm.ECDSA_P521_SHA512,
              SignatureAlgorithm.RSA_PKCS1_SHA256,
              SignatureAlgorithm.RSA_PSS_SHA256));

  private static final String PROVIDER =
      "org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider";
  private static final String STATUS = "org.bouncycastle.crypto.fips.FipsStatus";
  private static final String REGISTRAR = "org.bouncycastle.crypto.CryptoServicesRegistrar";

  private static final String APPROVED_ONLY = "org.bouncycastle.fips.approved_only";

  private static @Nullable FipsModule inUse;

  private final Path jar;
  private final Provider provider;
  private final Class<?> status;
  private final Class<?> registrar;

  private FipsModule(Path jar, Provider provider, Class<?> status, Class<?> registrar) {
    this.jar = jar;
    this.provider = provider;
    this.status = status;
    this.registrar = registrar;
  }

  /** It cannot be used; the message says why, and what to do. */
  public static final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The names by which {@link java.security.Signature} knows {@link #ALGORITHMS}. */
  private static Set<String> names() {
    return ALGORITHMS.stream().map(SignatureAlgorithm::jcaName).collect(Collectors.toSet());
  }

  /** The algorithms for people: {@code ecdsa-p256-sha256, …}. */
  public static String algorithms() {
    return ALGORITHMS.stream().map(SignatureAlgorithm::label).collect(Collectors.joining(", "));
  }

  /** Why there is no module to load in {@code directory}; it is not loaded for that. */
  public static Optional<String> missing(Path directory) {
    try {
      jar(directory);
      return Optional.empty();
    } catch (Unusable e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Path jar(Path directory) throws Unusable {
    List<Path> jars = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      throw new Unusable("there is no directory " + directory);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
      files.forEach(jars::add);
    } catch (IOException e) {
      throw new Unusable("cannot read the directory " + directory, e);
    }
    if (jars.size() != 1) {
      throw new Unusable(
          jars.isEmpty()
              ? "there is no jar in " + directory
              : "there is more than one jar in " + directory + ", and none may be beside bc-fips");
    }
    return jars.get(0).toAbsolutePath().normalize();
  }

  /**
   * Loads the module from the one jar in {@code directory}, has it test itself, and sees that it
   * works in approved-only mode. Takes seconds the first time; the same module after that.
   *
   * @throws Unusable there is none, it is another jar, it fails its tests, or this process has
   *     loaded another one
   */
  public static synchronized FipsModule load(Path directory) throws Unusable {
    Path jar = jar(directory);
    FipsModule known = inUse;
    if (known == null) {
      known = loaded(jar);
      inUse = known;
    } else if (!known.jar.equals(jar)) {
      throw new Unusable(
          "this process has loaded " + known.jar + " already: another module needs a new process");
    }
    known.requireReady();
    return known;
  }

  static FipsModule loaded(Path jar) throws Unusable {
    requireApprovedOnlyAsked();
    URLClassLoader loader =
        new URLClassLoader("bc-fips", new URL[] {url(jar)}, ClassLoader.getPlatformClassLoader());
    try {
      Provider provider =
          Class.forName(PROVIDER, true, loader)
              .asSubclass(Provider.class)
              .getConstructor()
              .newInstance();
      FipsModule module =
          new FipsModule(
              jar,
              provider,
              Class.forName(STATUS, true, loader),
              Class.forName(REGISTRAR, true, loader));
      module.requireReady();
      module.requireValidatedKind();
      module.requireKnownAnswers();
      return module;
    } catch (ClassNotFoundException e) {
      throw closed(loader, new Unusable(jar + " is not BC-FIPS: take bc-fips-2.1.*.jar", e));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError | AssertionError e) {
      throw closed(
          loader, new Unusable(jar + " fails its self-test or is not BC-FIPS: " + root(e), e));
    } catch (Unusable e) {
      throw closed(loader, e);
    }
  }

  private static Unusable closed(URLClassLoader loader, Unusable why) {
    try {
      loader.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    return why;
  }

  private static String root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  private static URL url(Path jar) throws Unusable {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new Unusable("no URL of " + jar, e);
    }
  }

  /** The module reads it once, when its classes are loaded; it may not say the contrary. */
  private static void requireApprovedOnlyAsked() throws Unusable {
    String before = System.setProperty(APPROVED_ONLY, "true");
    if (before != null && !before.equals("true")) {
      System.setProperty(APPROVED_ONLY, before);
      throw new Unusable(
          "the system property " + APPROVED_ONLY + " is " + before + ": remove it, or write true");
    }
  }

  private void requireReady() throws Unusable {
    Optional<String> trouble = trouble();
    if (trouble.isPresent()) {
      throw new Unusable(jar + ": " + trouble.get());
    }
  }

  /** Versions 1 were validated under FIPS 140-2, whose certificates are all historical. */
  private void requireValidatedKind() throws Unusable {
    requireValidatedKind(provider.getName(), provider.getVersionStr(), jar);
  }

  static void requireValidatedKind(String name, String version, Path jar) throws Unusable {
    if (!name.equals(NAME) || !version.startsWith("2.")) {
      throw new Unusable(
          jar
              + " is "
              + name
              + " "
              + version
              + ", and FIPS 140-3 needs BC-FIPS 2: take bc-fips-2.1");
    }
  }

  private void requireKnownAnswers() throws Unusable {
    try {
      for (String algorithm : names()) {
        if (provider.getService("Signature", algorithm) == null) {
          throw new Unusable(jar + " lacks " + algorithm);
        }
      }
      if (!KnownAnswer.isGivenBy(provider)) {
        throw new Unusable(jar + " fails a known answer of RFC 6979");
      }
    } catch (GeneralSecurityException e) {
      throw new Unusable(jar + " cannot verify: " + e.getMessage(), e);
    }
  }

  /** Why it may not be used now: it failed a test of its own, or would do what is not approved. */
  public Optional<String> trouble() {
    try {
      if (!Boolean.TRUE.equals(status.getMethod("isReady").invoke(null))) {
        return Optional.of(
            "the module's self-test failed: " + status.getMethod("getStatusMessage").invoke(null));
      }
      return Boolean.TRUE.equals(registrar.getMethod("isInApprovedOnlyMode").invoke(null))
          ? Optional.empty()
          : Optional.of("the module is not in approved-only mode");
    } catch (ReflectiveOperationException | RuntimeException | LinkageError | AssertionError e) {
      return Optional.of("the module's self-test failed: " + root(e));
    }
  }

  public Provider provider() {
    return provider;
  }

  /** It alone, for {@link #ALGORITHMS} alone. */
  JcaProviders providers() {
    return JcaProviders.only(provider, names());
  }

  /** Has it compute every digest, HMAC and random number of this process until that is closed. */
  public Primitives.Confinement confine() {
    return Primitives.confine(provider);
  }

  /** For people: {@code fips: approved-only, BouncyCastle … v2.1.3 (BCFIPS 2.0103)}. */
  public String description() {
    return "fips: approved-only, "
        + provider.getInfo()
        + " ("
        + provider.getName()
        + " "
        + provider.getVersionStr()
        + ")";
  }
}
