package org.stellaops.signer.testkit.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;

/** Adapters with one mistake each, and the test of the contract that is meant to notice it. */
enum BrokenSigningKeys {
  RAW_RS("ecdsa_manySignatures_areCanonicalDer") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return mapped(good.sign(key, what, by), der -> fixed(der.r()) + fixed(der.s()));
    }
  },
  PADDED_INTEGERS("ecdsa_manySignatures_areCanonicalDer") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return mapped(
          good.sign(key, what, by),
          der -> "3046022100" + fixed(der.r()) + "022100" + fixed(der.s()));
    }
  },
  COUNTS_CHARACTERS("signature_everyMessage_verifiesWithTheJdk") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      PreAuthEncoding pae = (PreAuthEncoding) what;
      byte[] decoded = pae.payload().utf8().getBytes(StandardCharsets.UTF_8);
      return good.sign(key, PreAuthEncoding.of(pae.payloadType(), Bytes.adopt(decoded)), by);
    }
  },
  NAMES_ANOTHER_ALGORITHM("signature_everyMessage_verifiesWithTheJdk") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      SignatureValue value = good.sign(key, what, by);
      return new SignatureValue(SignatureAlgorithm.RSA_PKCS1_SHA256, value.bytes(), value.madeBy());
    }
  },
  STOPS_AT_A_MEBIBYTE("messageLimit_exactlyThere_signs_andOneByteOver_isRefused") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      if (what.size() > (1 << 20) + 100) {
        throw new BackendRefused("too long");
      }
      return good.sign(key, what, by);
    }
  },
  SHOWS_ANOTHER_PUBLIC_KEY("publicKey_eachSupportedAlgorithm_isTheBackends") {
    @Override
    PinnedKey publicKey(InMemorySigningKeys good, KeyUri key, Deadline by) {
      try {
        PinnedKey right = good.publicKey(key, by);
        return PinnedKey.of(
            KeyPairGenerator.getInstance(right.key().getAlgorithm()).generateKeyPair().getPublic());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  },
  SIGNS_WITH_ANY_KIND_OF_KEY("unsupportedAlgorithm_isRefused") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return straight(good, key, what, by);
    }
  },
  IGNORES_WHAT_IS_WANTED("wantedAlgorithm_keyOfAnotherKind_isRefused") {
    @Override
    void opening(
        InMemorySigningKeys good, KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline by) {}
  },
  REMEMBERS_THE_OLD_KEY("swappedKey_openedAgain_showsTheNewOne_andNeverSignsForTheOld") {
    @Override
    PinnedKey publicKey(InMemorySigningKeys good, KeyUri key, Deadline by) {
      return remembered.computeIfAbsent(key, first -> good.publicKey(first, by));
    }
  },
  RETRIES_FOR_EVER("throttledForGood_throwsUnavailable_withinItsBudget") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (DependencyUnavailable e) {
        return good.sign(key, what, by);
      }
    }
  },
  BLAMES_THE_KEY_FOR_A_FULL_BACKEND("throttledForGood_throwsUnavailable_withinItsBudget") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (DependencyUnavailable e) {
        throw new DependencyUnavailable(e.dependency(), e.mayHaveHappened(), "no answer", e);
      }
    }
  },
  REFUSES_AN_ABSENT_KEY("absentKey_throwsKeyNotFound") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (KeyNotFound e) {
        throw new BackendRefused("absent", e);
      }
    }
  },
  USES_A_DISABLED_KEY("disabledKey_throwsKeyNotFound") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (KeyNotFound e) {
        return straight(good, key, what, by);
      }
    }
  },
  IGNORES_THE_SCHEME("foreignKeyUri_throwsKeyNotFound") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      KeyUri used =
          key.value().startsWith("memory:")
              ? key
              : good.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
      return good.sign(used, what, by);
    }
  },
  SIGNS_TOO_LATE("deadlinePassed_throwsUnavailable_andSignsNothing") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return good.sign(key, what, by.hasPassed() ? minute() : by);
    }
  },
  NEVER_ASKS_THE_GATE("gateClosed_sendsNothing_andItsReasonComesThrough") {
    @Override
    SignatureValue gated(
        InMemorySigningKeys good, KeyUri key, Signable what, SendGate gate, Deadline by) {
      return sign(good, key, what, by);
    }
  },
  TELLS_A_CLOSED_GATE_IN_ITS_OWN_WORDS("gateClosed_sendsNothing_andItsReasonComesThrough") {
    @Override
    SignatureValue gated(
        InMemorySigningKeys good, KeyUri key, Signable what, SendGate gate, Deadline by) {
      try {
        gate.requireOpen();
      } catch (RuntimeException e) {
        throw new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "failed", e);
      }
      return sign(good, key, what, by);
    }
  },
  ASKS_THE_GATE_ONCE("gateClosedWhileTheBackendHasNoRoom_sendsNothingMore") {},
  RETRIES_A_DENIAL("denied_throwsBackendRefused_afterOneRequest") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (BackendRefused e) {
        return good.sign(key, what, by);
      }
    }
  },
  NEVER_RETRIES("throttledOnce_isRetried_andSigns") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      int before = good.backend().signRequests();
      SignatureValue value = good.sign(key, what, by);
      if (good.backend().signRequests() > before + 1 && !concurrent()) {
        throw DependencyUnavailable.busy(
            Dependency.SIGNING_KEYS, "throttled", new IllegalStateException());
      }
      return value;
    }
  },
  FEARS_WITHOUT_CAUSE("unreachable_throwsUnavailable_andSaysThatNothingHappened") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return relabelled(good, key, what, by, true);
    }
  },
  DENIES_WHAT_HAPPENED("droppedAfterSigning_throwsUnavailable_andSaysThatItMayHaveSigned") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return relabelled(good, key, what, by, false);
    }
  },
  WAITS_FOR_TOO_LONG("stalled_failsByItsDeadline_andSaysThatItMayHaveSigned") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      return good.sign(key, what, Deadline.in(Duration.ofSeconds(6), Ticker.system()));
    }
  },
  SWALLOWS_AN_INTERRUPT("stalled_callerInterrupted_returnsAtOnce") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } finally {
        boolean ignored = Thread.interrupted();
      }
    }
  },
  DROPS_THE_CALLERS_INTERRUPT("callerInterrupted_keepsItsInterrupt") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      boolean ignored = Thread.interrupted();
      return good.sign(key, what, by);
    }
  },
  PASSES_GARBAGE_ON("malformedAnswer_isAFailure_notASignature") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (DependencyUnavailable e) {
        if (e.getCause() != null || good.backend().signRequests() == 0) {
          throw e;
        }
        return new SignatureValue(
            SignatureAlgorithm.ECDSA_P256_SHA256, Bytes.utf8("<html>"), "in-memory");
      }
    }
  },
  SHARES_A_BUFFER("concurrentCalls_doNotMix") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      shared = what;
      LockSupport.parkNanos(300_000);
      return good.sign(key, shared, by);
    }
  },
  USES_THE_LAST_KEY_ASKED_FOR("concurrentCalls_doNotMix") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      sharedKey = key;
      LockSupport.parkNanos(300_000);
      return good.sign(sharedKey, what, by);
    }
  },
  SIGNS_AFTER_ITS_END("closed_signsNothing") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (DependencyUnavailable e) {
        if ("closed".equals(e.getMessage())) {
          return straight(good, key, what, by);
        }
        throw e;
      }
    }
  },
  TELLS_ITS_CREDENTIAL("secret_isInNoMessage") {
    @Override
    SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
      try {
        return good.sign(key, what, by);
      } catch (BackendRefused e) {
        throw new BackendRefused("denied to " + InMemoryKeyBackend.CREDENTIAL, e);
      }
    }
  };

  private final String caughtBy;
  private static volatile Signable shared = PreAuthEncoding.of("none", Bytes.empty());
  private static final Map<KeyUri, PinnedKey> remembered = new ConcurrentHashMap<>();
  private static volatile KeyUri sharedKey = new KeyUri("memory:none");

  BrokenSigningKeys(String caughtBy) {
    this.caughtBy = caughtBy;
  }

  /** The name of the one test that must fail. */
  String caughtBy() {
    return caughtBy;
  }

  SignatureValue sign(InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
    return good.sign(key, what, by);
  }

  SignatureValue gated(
      InMemorySigningKeys good, KeyUri key, Signable what, SendGate gate, Deadline by) {
    gate.requireOpen();
    return sign(good, key, what, by);
  }

  PinnedKey publicKey(InMemorySigningKeys good, KeyUri key, Deadline by) {
    return good.publicKey(key, by);
  }

  void opening(
      InMemorySigningKeys good, KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline by) {
    String name = key.value().replaceFirst("^memory:", "");
    if (wanted != null
        && good.backend().mayUse(name)
        && SignatureAlgorithm.of(good.backend().publicKey(name), wanted).isEmpty()) {
      throw new BackendRefused("key " + key + " does not sign by " + wanted.label());
    }
  }

  UnaryOperator<SigningKeys> breaking() {
    return correct -> {
      InMemorySigningKeys good = (InMemorySigningKeys) correct;
      return new SigningKeys() {
        @Override
        public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline by) {
          BrokenSigningKeys.this.opening(good, key, wanted, by);
          return new SigningKey() {
            @Override
            public PinnedKey pin() {
              return BrokenSigningKeys.this.publicKey(good, key, by);
            }

            @Override
            public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
              return BrokenSigningKeys.this.gated(good, key, what, gate, deadline);
            }
          };
        }

        @Override
        public void requireReachable(Deadline by) {
          good.requireReachable(by);
        }
      };
    };
  }

  private static SignatureValue straight(
      InMemorySigningKeys good, KeyUri key, Signable what, Deadline by) {
    String name = InMemorySigningKeys.name(key);
    try {
      return new SignatureValue(
          good.backend().algorithm(name),
          good.backend().sign(name, what, by.remaining()),
          "in-memory");
    } catch (InMemoryKeyBackend.RequestFailed | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignatureValue relabelled(
      InMemorySigningKeys good, KeyUri key, Signable what, Deadline by, boolean mayHaveHappened) {
    try {
      return good.sign(key, what, by);
    } catch (DependencyUnavailable e) {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, mayHaveHappened, "relabelled", e);
    }
  }

  private static SignatureValue mapped(SignatureValue value, Function<CanonicalDer, String> form) {
    if (value.algorithm() != SignatureAlgorithm.ECDSA_P256_SHA256) {
      return value;
    }
    String hex = form.apply(CanonicalDer.read(value.bytes()).orElseThrow());
    return new SignatureValue(
        value.algorithm(), Bytes.adopt(HexFormat.of().parseHex(hex)), value.madeBy());
  }

  private static String fixed(BigInteger value) {
    return "0".repeat(64 - value.toString(16).length()) + value.toString(16);
  }

  private static boolean concurrent() {
    return Thread.currentThread().getName().startsWith("pool-");
  }

  private static Deadline minute() {
    return Deadline.in(Duration.ofMinutes(1), Ticker.system());
  }
}
