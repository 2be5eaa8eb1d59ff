package org.stellaops.signer.testkit.signing;

import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;

/** The in-memory backend with its own adapter, or with a broken one around it. */
final class InMemoryBench implements SigningBench {

  static final Set<SignatureAlgorithm> SUPPORTED =
      EnumSet.of(SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.ED25519);

  private final InMemoryKeyBackend backend = new InMemoryKeyBackend();
  private final InMemorySigningKeys correct = new InMemorySigningKeys(backend, SUPPORTED);
  private final SigningKeys tested;

  InMemoryBench(UnaryOperator<SigningKeys> breaking) {
    this.tested = breaking.apply(correct);
  }

  @Override
  public SigningKeys keys() {
    return tested;
  }

  @Override
  public Set<SignatureAlgorithm> supported() {
    return SUPPORTED;
  }

  @Override
  public KeyUri newKey(SignatureAlgorithm algorithm) {
    return InMemorySigningKeys.uri(backend.newKey(algorithm));
  }

  @Override
  public boolean swapKey(KeyUri key) {
    backend.swapKey(InMemorySigningKeys.name(key));
    return true;
  }

  @Override
  public KeyUri absentKey() {
    return InMemorySigningKeys.uri("absent");
  }

  @Override
  public KeyUri disabledKey() {
    return InMemorySigningKeys.uri(backend.newDisabledKey());
  }

  @Override
  public PublicKey publicKey(KeyUri key) {
    return backend.publicKey(InMemorySigningKeys.name(key));
  }

  @Override
  public Faults faults() {
    return Faults.all(backend::arrange, backend::signRequests);
  }

  @Override
  public Set<String> secrets() {
    return Set.of(InMemoryKeyBackend.CREDENTIAL);
  }

  @Override
  public void close() {
    correct.close();
  }
}
