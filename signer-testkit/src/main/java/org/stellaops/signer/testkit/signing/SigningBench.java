package org.stellaops.signer.testkit.signing;

import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.SigningKeys;

/** One adapter and its backend, as the contract drives them. Used by one test, then closed. */
public interface SigningBench extends AutoCloseable {

  /** The adapter under test; the same one for the life of the bench. */
  SigningKeys keys();

  /** What the adapter signs with. The contract proves that it refuses everything else. */
  Set<SignatureAlgorithm> supported();

  /**
   * A key that the backend holds and no call has returned before. An unsupported algorithm is asked
   * for too, if the platform {@linkplain KeyPairs#known knows} it: the backend then holds a key
   * that the adapter must refuse.
   */
  KeyUri newKey(SignatureAlgorithm algorithm);

  /** Whether the backend can hold a key of this kind at all, supported or not. */
  default boolean canHold(SignatureAlgorithm algorithm) {
    return true;
  }

  /**
   * Puts another key of the same kind where {@code key} is, behind the adapter's back.
   *
   * @return false where the backend cannot have that: its keys never change under their names
   */
  boolean swapKey(KeyUri key);

  /** A well-formed name of a key that does not exist. */
  KeyUri absentKey();

  /** A key that exists and is disabled, or an entry that cannot sign. */
  KeyUri disabledKey();

  /** The public key, read from the backend by another road than the adapter's. */
  PublicKey publicKey(KeyUri key);

  /** The longest message in bytes that the backend takes under {@code algorithm}. */
  default long messageLimit(SignatureAlgorithm algorithm) {
    return Long.MAX_VALUE;
  }

  Faults faults();

  /** Passwords, credentials and PINs, in every form in which they could leak. */
  Set<String> secrets();

  /** Closes the adapter and ends the backend. */
  @Override
  void close();

  /** Breaks the backend on purpose. */
  interface Faults {

    Set<BackendFault> possible();

    /**
     * Arranges for {@code fault}.
     *
     * @throws FaultImpossible exactly for what is not in {@link #possible()}
     */
    void arrange(BackendFault fault);

    /** How many requests to sign have reached the backend, refused ones included. */
    int signRequests();

    /** Of a fake that has every fault. */
    static Faults all(Consumer<BackendFault> arrange, IntSupplier signRequests) {
      return new Faults() {
        @Override
        public Set<BackendFault> possible() {
          return EnumSet.allOf(BackendFault.class);
        }

        @Override
        public void arrange(BackendFault fault) {
          arrange.accept(fault);
        }

        @Override
        public int signRequests() {
          return signRequests.getAsInt();
        }
      };
    }

    /** Of a backend inside this process that has no fault of its own. */
    static Faults none(String why) {
      return new Faults() {
        @Override
        public Set<BackendFault> possible() {
          return Set.of();
        }

        @Override
        public void arrange(BackendFault fault) {
          throw new FaultImpossible(fault, why);
        }

        @Override
        public int signRequests() {
          throw new UnsupportedOperationException(why);
        }
      };
    }
  }
}
