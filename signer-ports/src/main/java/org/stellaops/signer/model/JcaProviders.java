package org.stellaops.signer.model;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JCA providers that check signatures in this process, in order of preference. They need not be
 * registered with the platform, so that a service which embeds this one keeps its own order. Safe
 * for concurrent use.
 */
public final class JcaProviders {

  private final List<Provider> standard;
  private final Map<String, List<Provider>> byAlgorithm;

  private JcaProviders(List<Provider> standard, Map<String, List<Provider>> byAlgorithm) {
    this.standard = List.copyOf(standard);
    this.byAlgorithm = Map.copyOf(byAlgorithm);
  }

  /** What the platform has registered now, in its own order. */
  public static JcaProviders platform() {
    return of(Arrays.asList(Security.getProviders()));
  }

  /** One order for all algorithms. */
  public static JcaProviders of(List<Provider> inOrder) {
    return new JcaProviders(inOrder, Map.of());
  }

  /** One provider for some algorithms, and none for any other. */
  public static JcaProviders only(Provider provider, Set<String> algorithms) {
    return new JcaProviders(
        List.of(),
        algorithms.stream().collect(Collectors.toMap(each -> each, any -> List.of(provider))));
  }

  /**
   * An order of its own for some algorithms.
   *
   * @param byAlgorithm by the names of {@link Signature#getInstance(String)}
   */
  public JcaProviders preferring(Map<String, List<Provider>> byAlgorithm) {
    return new JcaProviders(standard, byAlgorithm);
  }

  /** Those that know the signature algorithm, the preferred one first. */
  public List<Provider> of(String algorithm) {
    return byAlgorithm.getOrDefault(algorithm, standard).stream()
        .filter(provider -> provider.getService("Signature", algorithm) != null)
        .toList();
  }

  /**
   * A public key, and the provider that checks signatures under it.
   *
   * @param key in the form that the provider works with, which saves it a translation each time
   */
  public record Ready(Provider provider, PublicKey key) {}

  /**
   * The first provider that takes this key for this algorithm; empty if none does. To be asked once
   * for a key that is used often.
   */
  public Optional<Ready> ready(String algorithm, PublicKey key) {
    return of(algorithm).stream()
        .flatMap(provider -> ready(algorithm, key, provider).stream())
        .findFirst();
  }

  /**
   * As {@link #ready}, but another one than {@code avoided} wherever there is another; those after
   * the one that is found are not asked.
   *
   * @param avoided the name of a provider
   */
  public Optional<Ready> readyBut(String avoided, String algorithm, PublicKey key) {
    List<Provider> able = of(algorithm);
    return Stream.concat(
            able.stream().filter(provider -> !provider.getName().equals(avoided)),
            able.stream().filter(provider -> provider.getName().equals(avoided)))
        .flatMap(provider -> ready(algorithm, key, provider).stream())
        .findFirst();
  }

  private static Optional<Ready> ready(String algorithm, PublicKey key, Provider provider) {
    try {
      PublicKey own = translated(key, provider);
      Signature.getInstance(algorithm, provider).initVerify(own);
      return Optional.of(new Ready(provider, own));
    } catch (GeneralSecurityException | RuntimeException | LinkageError | AssertionError e) {
      // Whatever is wrong with one provider, the next may take the key. BC-FIPS throws errors.
      return Optional.empty();
    }
  }

  private static PublicKey translated(PublicKey key, Provider provider) {
    try {
      KeyFactory factory = KeyFactory.getInstance(key.getAlgorithm(), provider);
      return key instanceof MlDsaKey
          ? factory.generatePublic(new X509EncodedKeySpec(key.getEncoded()))
          : (PublicKey) factory.translateKey(key);
    } catch (GeneralSecurityException | RuntimeException | LinkageError | AssertionError e) {
      return key;
    }
  }
}
