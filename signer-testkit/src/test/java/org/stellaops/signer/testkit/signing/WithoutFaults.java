package org.stellaops.signer.testkit.signing;

import java.security.PublicKey;
import java.util.Set;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;

/** A lazy bench: it lists no fault, and arranges nothing when asked for one. */
record WithoutFaults(SigningBench bench) implements SigningBench {

  @Override
  public Faults faults() {
    return new Faults() {
      @Override
      public Set<BackendFault> possible() {
        return Set.of();
      }

      @Override
      public void arrange(BackendFault fault) {}

      @Override
      public int signRequests() {
        return 0;
      }
    };
  }

  @Override
  public SigningKeys keys() {
    return bench.keys();
  }

  @Override
  public Set<SignatureAlgorithm> supported() {
    return bench.supported();
  }

  @Override
  public KeyUri newKey(SignatureAlgorithm algorithm) {
    return bench.newKey(algorithm);
  }

  @Override
  public boolean swapKey(KeyUri key) {
    return bench.swapKey(key);
  }

  @Override
  public KeyUri absentKey() {
    return bench.absentKey();
  }

  @Override
  public KeyUri disabledKey() {
    return bench.disabledKey();
  }

  @Override
  public PublicKey publicKey(KeyUri key) {
    return bench.publicKey(key);
  }

  @Override
  public Set<String> secrets() {
    return bench.secrets();
  }

  @Override
  public void close() {
    bench.close();
  }
}
