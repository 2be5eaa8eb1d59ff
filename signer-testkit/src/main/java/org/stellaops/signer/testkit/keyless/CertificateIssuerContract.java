package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;

/**
 * What every {@link CertificateIssuer} must do. A subclass supplies the bench. A certificate that
 * is wrong in what it says is not the adapter's to catch: the core checks each one.
 */
public abstract class CertificateIssuerContract {

  private static final String TYPE = "application/vnd.in-toto+json";

  /** A fresh authority and its adapter; the contract closes it. */
  protected abstract CertificateIssuerBench bench();

  @Test
  public void issue_certifiesTheKeyThatItReturns() throws GeneralSecurityException {
    try (CertificateIssuerBench bench = bench();
        CertifiedKey key = issue(bench)) {
      X509Certificate leaf = x509(key.certificate().leaf());
      assertThat(Bytes.copyOf(leaf.getPublicKey().getEncoded())).isEqualTo(key.pin().spki());
      assertThat(key.pin().algorithm()).isEqualTo(SignatureAlgorithm.ECDSA_P256_SHA256);
      assertThat(leaf.getSubjectAlternativeNames())
          .singleElement()
          .satisfies(name -> assertThat(name).element(1).isEqualTo(bench.subject()));
      assertThat(key.isLocal()).isTrue();
      assertThat(key.isInSoftware()).isTrue();
    }
  }

  @Test
  public void issue_chain_leadsUpwardsFromTheLeaf() throws GeneralSecurityException {
    try (CertificateIssuerBench bench = bench();
        CertifiedKey key = issue(bench)) {
      X509Certificate below = x509(key.certificate().leaf());
      assertThat(key.certificate().chain()).isNotEmpty();
      for (Bytes der : key.certificate().chain()) {
        X509Certificate above = x509(der);
        below.verify(above.getPublicKey());
        below = above;
      }
    }
  }

  @Test
  public void issue_again_makesAnotherKey() {
    try (CertificateIssuerBench bench = bench();
        CertifiedKey first = issue(bench);
        CertifiedKey second = issue(bench)) {
      assertThat(second.pin()).isNotEqualTo(first.pin());
    }
  }

  @Test
  public void sign_manyMessages_verifyUnderTheCertificate() throws GeneralSecurityException {
    try (CertificateIssuerBench bench = bench();
        CertifiedKey key = issue(bench)) {
      for (int i = 0; i < 100; i++) {
        assertSigns(key, PreAuthEncoding.of(TYPE, Bytes.utf8("message \u00e9" + i)));
      }
    }
  }

  @Test
  public void sign_concurrently_doesNotMix() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CertificateIssuerBench bench = bench();
        CertifiedKey one = issue(bench);
        CertifiedKey two = issue(bench)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        CertifiedKey key = i % 2 == 0 ? one : two;
        Signable message = PreAuthEncoding.of(TYPE, Bytes.utf8("message " + i));
        calls.add(() -> {
          assertSigns(key, message);
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(calls)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a call went wrong among others", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  public void closedKey_signsNothing() {
    try (CertificateIssuerBench bench = bench()) {
      CertifiedKey key = issue(bench);
      CertifiedKey other = issue(bench);
      key.close();
      key.close();
      assertThatExceptionOfType(KeyNotFound.class)
          .isThrownBy(() -> key.sign(message(), () -> {}, soon()));
      assertThat(key.certificate().leaf().isEmpty()).isFalse();
      assertThat(other.sign(message(), () -> {}, soon()).bytes().isEmpty()).isFalse();
      other.close();
    }
  }

  @Test
  public void gateClosed_signsNothing_andItsReasonComesThrough() {
    try (CertificateIssuerBench bench = bench();
        CertifiedKey key = issue(bench)) {
      RuntimeException why = new IllegalStateException("told to be closed");
      SendGate closed =
          () -> {
            throw why;
          };
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> key.sign(message(), closed, soon()))
          .isSameAs(why);
    }
  }

  @Test
  public void tenantWithoutIdentity_isRefused_andNobodyIsAsked() {
    try (CertificateIssuerBench bench = bench()) {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> bench.issuer().issue(bench.tenantWithoutIdentity(), soon()));
      assertRequests(bench, 0);
    }
  }

  @Test
  public void noToken_isAnOutageOfTokens_andNobodyIsAsked() {
    try (CertificateIssuerBench bench = bench()) {
      bench.loseToken();
      Outages.assertOutage(Dependency.IDENTITY_TOKENS, false, () -> issue(bench));
      assertRequests(bench, 0);
    }
  }

  @Test
  public void deadlinePassed_isAnOutage_andNobodyIsAsked() {
    try (CertificateIssuerBench bench = bench()) {
      Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());
      assertOutage(false, () -> bench.issuer().issue(bench.tenant(), passed));
      assertRequests(bench, 0);
    }
  }

  @Test
  public void refused_throwsBackendRefused_afterOneRequest() {
    withFault(
        ServiceFault.REFUSED,
        bench -> {
          assertThatExceptionOfType(BackendRefused.class).isThrownBy(() -> issue(bench));
          assertRequests(bench, 1);
        });
  }

  @Test
  public void busy_isABusyOutage_afterOneRequest() {
    withFault(
        ServiceFault.BUSY,
        bench -> {
          assertOutage(true, () -> issue(bench));
          assertRequests(bench, 1);
        });
  }

  @Test
  public void unusableAnswer_isAnOutage_afterOneRequest() {
    for (ServiceFault fault :
        EnumSet.of(
            ServiceFault.SERVER_ERROR,
            ServiceFault.GARBAGE,
            ServiceFault.OVERSIZED,
            ServiceFault.REDIRECTED)) {
      withFault(
          fault,
          bench -> {
            assertOutage(false, () -> issue(bench));
            assertRequests(bench, 1);
          });
    }
  }

  @Test
  public void noAnswer_isAnOutage_afterAtMostTwoRequests() {
    for (ServiceFault fault : EnumSet.of(ServiceFault.UNREACHABLE, ServiceFault.DROPPED)) {
      withFault(
          fault,
          bench -> {
            assertOutage(false, () -> issue(bench));
            assertThat(bench.faults().requests()).isLessThanOrEqualTo(2);
          });
    }
  }

  @Test
  public void stalled_endsAtTheDeadline() {
    withFault(
        ServiceFault.STALLED,
        bench ->
            Outages.assertEndsAtItsDeadline(
                Dependency.CERTIFICATE_AUTHORITY,
                second -> bench.issuer().issue(bench.tenant(), second)));
  }

  @Test
  public void stalled_callerInterrupted_returnsAtOnce() {
    withFault(
        ServiceFault.STALLED,
        bench ->
            Outages.assertInterruptible(
                Dependency.CERTIFICATE_AUTHORITY,
                late -> bench.issuer().issue(bench.tenant(), late)));
  }

  @Test
  public void requireReachable_saysWhetherItAnswers() {
    try (CertificateIssuerBench bench = bench()) {
      bench.issuer().requireReachable(soon());
    }
    for (ServiceFault fault : EnumSet.of(ServiceFault.UNREACHABLE, ServiceFault.SERVER_ERROR)) {
      withFault(
          fault,
          bench -> {
            assertOutage(
                false,
                () -> {
                  bench.issuer().requireReachable(soon());
                  return null;
                });
            assertThat(bench.faults().requests()).isLessThanOrEqualTo(1);
          });
    }
  }

  @Test
  public void secret_isInNoMessage() {
    List<String> said = new ArrayList<>();
    Set<String> secrets;
    try (CertificateIssuerBench bench = bench();
        CertifiedKey key = issue(bench)) {
      secrets = bench.secrets();
      assertThat(secrets).isNotEmpty();
      said.add(bench.issuer().toString());
      said.add(key.toString());
      for (ServiceFault fault : bench.faults().possible()) {
        try (CertificateIssuerBench broken = bench()) {
          broken.faults().arrange(fault);
          Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
          said.addAll(Outages.words(() -> broken.issuer().issue(broken.tenant(), second)));
        }
      }
    }
    secrets.forEach(secret -> assertThat(said).noneMatch(text -> text.contains(secret)));
  }

  private void withFault(ServiceFault fault, Check check) {
    try (CertificateIssuerBench bench = bench()) {
      if (bench.faults().possible().contains(fault)) {
        bench.faults().arrange(fault);
        check.run(bench);
      } else {
        assertThatThrownBy(() -> bench.faults().arrange(fault))
            .isInstanceOf(UnsupportedOperationException.class);
        issue(bench).close();
      }
    }
  }

  private interface Check {
    void run(CertificateIssuerBench bench);
  }

  private static void assertRequests(CertificateIssuerBench bench, int expected) {
    if (!bench.faults().possible().isEmpty()) {
      assertThat(bench.faults().requests()).isEqualTo(expected);
    }
  }

  private static void assertOutage(boolean busy, Outages.Call call) {
    Outages.assertOutage(Dependency.CERTIFICATE_AUTHORITY, busy, call);
  }

  private static CertifiedKey issue(CertificateIssuerBench bench) {
    return bench.issuer().issue(bench.tenant(), soon());
  }

  private static void assertSigns(CertifiedKey key, Signable message)
      throws GeneralSecurityException {
    SignatureValue value = key.sign(message, () -> {}, soon());
    assertThat(value.algorithm()).isEqualTo(key.pin().algorithm());
    assertThat(value.madeBy()).isNotBlank();
    assertThat(key.pin().isWellFormed(value.bytes())).isTrue();
    Signature verifier = key.pin().algorithm().newSignature();
    verifier.initVerify(x509(key.certificate().leaf()));
    message.update(verifier);
    assertThat(verifier.verify(value.bytes().toByteArray())).isTrue();
  }

  private static Signable message() {
    return PreAuthEncoding.of(TYPE, Bytes.utf8("{}"));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private static X509Certificate x509(Bytes der) throws GeneralSecurityException {
    X509Certificate read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    assertThat(Bytes.copyOf(read.getEncoded())).as("nothing but DER").isEqualTo(der);
    return read;
  }
}
