package org.stellaops.signer.crypto;

import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.stellaops.signer.model.JcaProviders;

/**
 * The one place where the JCA providers are chosen. Nothing is registered with the platform: what
 * is chosen is handed to whoever checks signatures, and TLS keeps the platform's providers.
 */
public final class CryptoProviders {

  /** Those in use, by the names of {@link java.security.Signature#getInstance(String)}. */
  private static final List<String> ALGORITHMS =
      List.of(
          "SHA256withECDSA",
          "SHA384withECDSA",
          "SHA512withECDSA",
          "SHA256withRSA",
          "RSASSA-PSS",
          "Ed25519");

  /** Where Bouncy Castle is several times as fast as the JDK: docs/performance.md. */
  private static final List<String> FASTER_BY_BOUNCY_CASTLE = List.of("SHA256withECDSA", "Ed25519");

  private final JcaProviders providers;
  private final Optional<String> missing;
  private final Optional<FipsModule> fips;

  private CryptoProviders(JcaProviders providers, Optional<String> missing) {
    this(providers, missing, Optional.empty());
  }

  private CryptoProviders(
      JcaProviders providers, Optional<String> missing, Optional<FipsModule> fips) {
    this.providers = providers;
    this.missing = missing;
    this.fips = fips;
  }

  /** The FIPS module, for the algorithms that it is used for, and nothing beside it. */
  public static CryptoProviders of(FipsModule module) {
    return new CryptoProviders(module.providers(), Optional.empty(), Optional.of(module));
  }

  /** The chosen provider cannot be used here; the message says why, and what to write instead. */
  public static final class Unavailable extends Exception {

    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }
  }

  /**
   * Chooses. Loading the native library takes a part of a second, and happens once in a process.
   *
   * @throws Unavailable {@link CryptoChoice#ACCP} was asked for and cannot be loaded
   */
  public static CryptoProviders choose(CryptoChoice choice) throws Unavailable {
    return switch (choice) {
      case AUTO -> auto(Accp.load());
      case ACCP -> accp(Accp.load());
      case BC -> new CryptoProviders(first(new BouncyCastleProvider()), Optional.empty());
      case JDK -> new CryptoProviders(JcaProviders.platform(), Optional.empty());
    };
  }

  static CryptoProviders accp(Accp found) throws Unavailable {
    return switch (found) {
      case Accp.Loaded(Provider provider) -> new CryptoProviders(first(provider), Optional.empty());
      case Accp.Missing(String why) ->
          throw new Unavailable(
              "Amazon Corretto Crypto Provider cannot be used here ("
                  + why
                  + "); write auto, bc or jdk");
    };
  }

  static CryptoProviders auto(Accp accp) {
    return switch (accp) {
      case Accp.Loaded(Provider provider) -> new CryptoProviders(first(provider), Optional.empty());
      case Accp.Missing(String why) -> {
        List<Provider> bouncyCastle = inOrder(new BouncyCastleProvider());
        Map<String, List<Provider>> faster = new LinkedHashMap<>();
        FASTER_BY_BOUNCY_CASTLE.forEach(algorithm -> faster.put(algorithm, bouncyCastle));
        yield new CryptoProviders(JcaProviders.platform().preferring(faster), Optional.of(why));
      }
    };
  }

  /** Before the platform's, which judge what it does not know and check what it made itself. */
  private static JcaProviders first(Provider provider) {
    return JcaProviders.of(inOrder(provider));
  }

  private static List<Provider> inOrder(Provider provider) {
    List<Provider> all = new ArrayList<>();
    all.add(provider);
    Stream.of(Security.getProviders())
        .filter(other -> !other.getName().equals(provider.getName()))
        .forEach(all::add);
    return all;
  }

  public JcaProviders providers() {
    return providers;
  }

  /** Why the automatic choice did without the native library; empty if it did not. */
  public Optional<String> missing() {
    return missing;
  }

  /** The module that does everything; empty where FIPS is not asked for. */
  public Optional<FipsModule> fips() {
    return fips;
  }

  /** Who checks what, for people: {@code AmazonCorrettoCryptoProvider}, or a list by algorithm. */
  public String description() {
    return fips.map(FipsModule::description).orElseGet(this::byAlgorithm);
  }

  private String byAlgorithm() {
    Map<String, List<String>> byProvider = new LinkedHashMap<>();
    for (String algorithm : ALGORITHMS) {
      providers.of(algorithm).stream()
          .findFirst()
          .ifPresent(provider ->
              byProvider.computeIfAbsent(name(provider), any -> new ArrayList<>()).add(algorithm));
    }
    if (byProvider.size() == 1) {
      return byProvider.keySet().iterator().next();
    }
    List<String> parts = new ArrayList<>();
    byProvider.forEach(
        (name, algorithms) -> parts.add(name + " for " + String.join(", ", algorithms)));
    return String.join("; ", parts);
  }

  private static String name(Provider provider) {
    return provider.getName() + " " + provider.getVersionStr();
  }
}
