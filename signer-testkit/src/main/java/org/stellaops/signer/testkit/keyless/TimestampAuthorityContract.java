package org.stellaops.signer.testkit.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.TimestampAuthority;

/**
 * What every {@link TimestampAuthority} must do. A subclass supplies the bench. Whether the
 * authority is one to trust is not the adapter's to judge: the core has each answer read.
 */
public abstract class TimestampAuthorityContract {

  private static final Bytes SIGNATURE = Bytes.utf8("the raw bytes of a signature");

  /** A fresh authority and its adapter; the contract closes it. */
  protected abstract TimestampAuthorityBench bench();

  @Test
  public void timestamp_isGranted_overTheSignature() throws IOException, TSPException {
    try (TimestampAuthorityBench bench = bench()) {
      assertThat(bench.authority().name()).isNotBlank();
      for (Bytes signature : new Bytes[] {SIGNATURE, Bytes.copyOf(new byte[] {0}), Bytes.empty()}) {
        TimeStampToken token = token(timestamp(bench, signature));
        assertThat(token.getTimeStampInfo().getMessageImprintAlgOID())
            .isEqualTo(NISTObjectIdentifiers.id_sha256);
        assertThat(Bytes.copyOf(token.getTimeStampInfo().getMessageImprintDigest()))
            .isEqualTo(signature.sha256().bytes());
      }
    }
  }

  @Test
  public void timestamp_answersAQuestionOfItsOwn_withACertificate()
      throws IOException, TSPException {
    try (TimestampAuthorityBench bench = bench()) {
      TimeStampToken first = token(timestamp(bench, SIGNATURE));
      TimeStampToken second = token(timestamp(bench, SIGNATURE));
      assertThat(first.getTimeStampInfo().getNonce()).isNotNull();
      assertThat(second.getTimeStampInfo().getNonce())
          .isNotEqualTo(first.getTimeStampInfo().getNonce());
      Selector<org.bouncycastle.cert.X509CertificateHolder> all = null;
      assertThat(first.getCertificates().getMatches(all)).isNotEmpty();
    }
  }

  @Test
  public void timestamp_timeIsNow() throws IOException, TSPException {
    try (TimestampAuthorityBench bench = bench()) {
      Instant time = token(timestamp(bench, SIGNATURE)).getTimeStampInfo().getGenTime().toInstant();
      assertThat(Duration.between(time, InstantSource.system().instant()).abs())
          .isLessThan(Duration.ofMinutes(5));
    }
  }

  @Test
  public void wrongAnswer_isAnOutage() {
    for (TimestampFault fault : TimestampFault.values()) {
      try (TimestampAuthorityBench bench = bench()) {
        if (bench.possibleAnswers().contains(fault)) {
          bench.arrange(fault);
          assertOutage(false, () -> timestamp(bench, SIGNATURE));
          assertThat(bench.faults().requests()).as("%s", fault).isEqualTo(1);
        } else {
          assertThatThrownBy(() -> bench.arrange(fault))
              .isInstanceOf(UnsupportedOperationException.class);
        }
      }
    }
  }

  @Test
  public void deadlinePassed_isAnOutage_andNobodyIsAsked() {
    try (TimestampAuthorityBench bench = bench()) {
      Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());
      assertOutage(false, () -> bench.authority().timestamp(SIGNATURE, passed));
      if (!bench.faults().possible().isEmpty()) {
        assertThat(bench.faults().requests()).isZero();
      }
    }
  }

  @Test
  public void busy_isABusyOutage_afterOneRequest() {
    withFault(
        ServiceFault.BUSY,
        bench -> {
          assertOutage(true, () -> timestamp(bench, SIGNATURE));
          assertThat(bench.faults().requests()).isEqualTo(1);
        });
  }

  @Test
  public void refusedOrUnusableAnswer_isAnOutage_afterOneRequest() {
    for (ServiceFault fault :
        EnumSet.of(
            ServiceFault.REFUSED,
            ServiceFault.SERVER_ERROR,
            ServiceFault.GARBAGE,
            ServiceFault.OVERSIZED,
            ServiceFault.REDIRECTED)) {
      withFault(
          fault,
          bench -> {
            assertOutage(false, () -> timestamp(bench, SIGNATURE));
            assertThat(bench.faults().requests()).as("%s", fault).isEqualTo(1);
          });
    }
  }

  @Test
  public void noAnswer_isAnOutage_afterAtMostTwoRequests() {
    for (ServiceFault fault : EnumSet.of(ServiceFault.UNREACHABLE, ServiceFault.DROPPED)) {
      withFault(
          fault,
          bench -> {
            assertOutage(false, () -> timestamp(bench, SIGNATURE));
            assertThat(bench.faults().requests()).as("%s", fault).isLessThanOrEqualTo(2);
          });
    }
  }

  @Test
  public void stalled_endsAtTheDeadline() {
    withFault(
        ServiceFault.STALLED,
        bench ->
            Outages.assertEndsAtItsDeadline(
                Dependency.TIMESTAMP_AUTHORITY,
                second -> bench.authority().timestamp(SIGNATURE, second)));
  }

  @Test
  public void stalled_callerInterrupted_returnsAtOnce() {
    withFault(
        ServiceFault.STALLED,
        bench ->
            Outages.assertInterruptible(
                Dependency.TIMESTAMP_AUTHORITY,
                late -> bench.authority().timestamp(SIGNATURE, late)));
  }

  @Test
  public void requireReachable_saysWhetherItCanBeConnectedTo() {
    try (TimestampAuthorityBench bench = bench()) {
      bench.authority().requireReachable(soon());
    }
    withFault(
        ServiceFault.UNREACHABLE,
        bench -> {
          assertOutage(
              false,
              () -> {
                bench.authority().requireReachable(soon());
                return null;
              });
          assertThat(bench.faults().requests()).isZero();
        });
  }

  private void withFault(ServiceFault fault, Check check) {
    try (TimestampAuthorityBench bench = bench()) {
      if (bench.faults().possible().contains(fault)) {
        bench.faults().arrange(fault);
        check.run(bench);
      } else {
        assertThatThrownBy(() -> bench.faults().arrange(fault))
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(timestamp(bench, SIGNATURE).isEmpty()).isFalse();
      }
    }
  }

  private interface Check {
    void run(TimestampAuthorityBench bench);
  }

  private static void assertOutage(boolean busy, Outages.Call call) {
    Outages.assertOutage(Dependency.TIMESTAMP_AUTHORITY, busy, call);
  }

  private static Bytes timestamp(TimestampAuthorityBench bench, Bytes signature) {
    return bench.authority().timestamp(signature, soon());
  }

  /** PKIStatus granted or grantedWithMods (RFC 3161 §2.4.2). */
  private static TimeStampToken token(Bytes response) throws IOException, TSPException {
    TimeStampResponse read = new TimeStampResponse(response.toByteArray());
    assertThat(read.getStatus()).isIn(0, 1);
    assertThat(Bytes.copyOf(read.getEncoded())).as("nothing but DER").isEqualTo(response);
    return read.getTimeStampToken();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
