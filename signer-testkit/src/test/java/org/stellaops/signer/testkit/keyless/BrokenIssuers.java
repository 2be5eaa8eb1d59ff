package org.stellaops.signer.testkit.keyless;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.SendGate;

/** Issuers with one mistake each, and the tests of the contract that notice it. */
enum BrokenIssuers {
  HANDS_OUT_ANOTHER_KEY(
      "issue_certifiesTheKeyThatItReturns",
      "sign_concurrently_doesNotMix",
      "sign_manyMessages_verifyUnderTheCertificate") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      CertifiedKey right = next.issue();
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public IssuedCertificate certificate(CertifiedKey key) {
              return right.certificate();
            }
          });
    }
  },
  LEAVES_THE_CHAIN_OUT("issue_chain_leadsUpwardsFromTheLeaf") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public IssuedCertificate certificate(CertifiedKey key) {
              return new IssuedCertificate(key.certificate().leaf(), List.of(), Optional.empty());
            }
          });
    }
  },
  TURNS_THE_CHAIN_AROUND("issue_chain_leadsUpwardsFromTheLeaf") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public IssuedCertificate certificate(CertifiedKey key) {
              List<Bytes> chain = key.certificate().chain();
              return new IssuedCertificate(
                  key.certificate().leaf(), List.of(chain.get(1), chain.get(0)), Optional.empty());
            }
          });
    }
  },
  USES_A_KEY_AGAIN("issue_again_makesAnotherKey", "closedKey_signsNothing") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      CertifiedKey known = memory.key;
      CertifiedKey key = known == null ? next.issue() : known;
      memory.key = key;
      return key;
    }
  },
  SIGNS_WHAT_IT_SIGNED_BEFORE(
      "sign_concurrently_doesNotMix", "sign_manyMessages_verifyUnderTheCertificate") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public SignatureValue sign(
                CertifiedKey key, Signable what, SendGate gate, Deadline deadline) {
              Signable one = PreAuthEncoding.of("text/plain", Bytes.empty());
              return key.sign(one, gate, deadline);
            }
          });
    }
  },
  NEVER_ASKS_THE_GATE("gateClosed_signsNothing_andItsReasonComesThrough") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public SignatureValue sign(
                CertifiedKey key, Signable what, SendGate gate, Deadline deadline) {
              return key.sign(what, () -> {}, deadline);
            }
          });
    }
  },
  SIGNS_AFTER_ITS_END("closedKey_signsNothing") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      return wrap(
          next.issue(),
          new Wrapped() {
            @Override
            public void close(CertifiedKey key) {}
          });
    }
  },
  CERTIFIES_STRANGERS_AS_ACME("tenantWithoutIdentity_isRefused_andNobodyIsAsked") {
    @Override
    CertifiedKey issue(CertificateIssuer good, Tenant tenant, Deadline deadline, Memory memory) {
      return good.issue(new Tenant("acme"), deadline);
    }
  },
  BLAMES_THE_AUTHORITY_FOR_TOKENS("noToken_isAnOutageOfTokens_andNobodyIsAsked") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } catch (DependencyUnavailable e) {
        if (e.dependency() == Dependency.IDENTITY_TOKENS) {
          throw new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, "no token", e);
        }
        throw e;
      }
    }
  },
  IGNORES_THE_DEADLINE("deadlinePassed_isAnOutage_andNobodyIsAsked") {
    @Override
    CertifiedKey issue(CertificateIssuer good, Tenant tenant, Deadline deadline, Memory memory) {
      Deadline own = Deadline.in(Duration.ofSeconds(1), Ticker.system());
      return good.issue(tenant, deadline.hasPassed() ? own : deadline);
    }
  },
  RETRIES_A_REFUSAL("refused_throwsBackendRefused_afterOneRequest") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } catch (BackendRefused e) {
        return next.issue();
      }
    }
  },
  TAKES_A_REFUSAL_FOR_AN_OUTAGE("refused_throwsBackendRefused_afterOneRequest") {
    @Override
    CertifiedKey issue(CertificateIssuer good, Tenant tenant, Deadline deadline, Memory memory) {
      try {
        return good.issue(tenant, deadline);
      } catch (BackendRefused e) {
        if (tenant.equals(new Tenant("acme"))) {
          throw new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, "no", e);
        }
        throw e;
      }
    }
  },
  IS_NEVER_BUSY("busy_isABusyOutage_afterOneRequest") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } catch (DependencyUnavailable e) {
        throw new DependencyUnavailable(e.dependency(), false, "no", e);
      }
    }
  },
  RETRIES_WHAT_WAS_ANSWERED(
      "busy_isABusyOutage_afterOneRequest", "unusableAnswer_isAnOutage_afterOneRequest") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } catch (DependencyUnavailable e) {
        return next.issue();
      }
    }
  },
  ASKS_UNTIL_IT_HAS_IT(
      "busy_isABusyOutage_afterOneRequest",
      "noAnswer_isAnOutage_afterAtMostTwoRequests",
      "unusableAnswer_isAnOutage_afterOneRequest") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      for (int i = 0; i < 2; i++) {
        try {
          return next.issue();
        } catch (DependencyUnavailable e) {
          continue;
        }
      }
      return next.issue();
    }
  },
  WAITS_ON("stalled_endsAtTheDeadline") {
    @Override
    CertifiedKey issue(CertificateIssuer good, Tenant tenant, Deadline deadline, Memory memory) {
      try {
        return good.issue(tenant, deadline);
      } finally {
        if (deadline.hasPassed() && deadline.remaining().isZero() && memory.wasInTime) {
          LockSupport.parkNanos(6_000_000_000L);
        }
      }
    }
  },
  SWALLOWS_AN_INTERRUPT("stalled_callerInterrupted_returnsAtOnce") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } finally {
        boolean unused = Thread.interrupted();
      }
    }
  },
  IS_ALWAYS_THERE("requireReachable_saysWhetherItAnswers") {
    @Override
    void reach(CertificateIssuer good, Deadline deadline) {}
  },
  TELLS_ITS_SECRET("secret_isInNoMessage") {
    @Override
    CertifiedKey issue(Supply next, Memory memory) {
      try {
        return next.issue();
      } catch (BackendRefused e) {
        throw new BackendRefused("refused: " + InMemoryIssuerBench.SECRET, e);
      }
    }
  };

  private final Set<String> caughtBy;

  BrokenIssuers(String... caughtBy) {
    this.caughtBy = Set.of(caughtBy);
  }

  Set<String> caughtBy() {
    return caughtBy;
  }

  /** What one broken issuer keeps between calls. */
  static final class Memory {
    @Nullable CertifiedKey key;
    boolean wasInTime;
  }

  interface Supply {
    CertifiedKey issue();
  }

  CertifiedKey issue(Supply next, Memory memory) {
    return next.issue();
  }

  CertifiedKey issue(CertificateIssuer good, Tenant tenant, Deadline deadline, Memory memory) {
    return issue(() -> good.issue(tenant, deadline), memory);
  }

  void reach(CertificateIssuer good, Deadline deadline) {
    good.requireReachable(deadline);
  }

  UnaryOperator<CertificateIssuer> breaking() {
    return good ->
        new CertificateIssuer() {
          private final Memory memory = new Memory();

          @Override
          public CertifiedKey issue(Tenant tenant, Deadline deadline) {
            memory.wasInTime = !deadline.hasPassed();
            return BrokenIssuers.this.issue(good, tenant, deadline, memory);
          }

          @Override
          public void requireReachable(Deadline deadline) {
            reach(good, deadline);
          }
        };
  }

  interface Wrapped {
    default IssuedCertificate certificate(CertifiedKey key) {
      return key.certificate();
    }

    default SignatureValue sign(CertifiedKey key, Signable what, SendGate gate, Deadline deadline) {
      return key.sign(what, gate, deadline);
    }

    default void close(CertifiedKey key) {
      key.close();
    }
  }

  private static CertifiedKey wrap(CertifiedKey key, Wrapped wrapped) {
    return new CertifiedKey() {
      @Override
      public IssuedCertificate certificate() {
        return wrapped.certificate(key);
      }

      @Override
      public PinnedKey pin() {
        return key.pin();
      }

      @Override
      public boolean isLocal() {
        return true;
      }

      @Override
      public boolean isInSoftware() {
        return true;
      }

      @Override
      public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
        return wrapped.sign(key, what, gate, deadline);
      }

      @Override
      public void close() {
        wrapped.close(key);
      }
    };
  }
}
