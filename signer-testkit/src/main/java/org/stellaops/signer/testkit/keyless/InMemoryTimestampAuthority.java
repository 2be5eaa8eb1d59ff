package org.stellaops.signer.testkit.keyless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TimestampAuthority;

/** Timestamps of a {@link TestTimestampAuthority}. Keeps the whole contract, faults included. */
public final class InMemoryTimestampAuthority implements TimestampAuthority {

  private final String name;
  private final TestTimestampAuthority authority;
  private final InstantSource clock;
  private volatile @Nullable TimestampFault wrong;
  private final CallFaults faults = new CallFaults(Dependency.TIMESTAMP_AUTHORITY);

  public InMemoryTimestampAuthority(
      String name, TestTimestampAuthority authority, InstantSource clock) {
    this.name = name;
    this.authority = authority;
    this.clock = clock;
  }

  /** From now on every request meets {@code wanted}; null ends it. */
  public void arrange(@Nullable ServiceFault wanted) {
    faults.arrange(wanted);
  }

  /** From now on it answers wrongly, which whoever asks it notices. */
  public void arrange(TimestampFault wanted) {
    wrong = wanted;
  }

  /** Requests that have reached the authority. */
  public int requests() {
    return faults.requests();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Bytes timestamp(Bytes signature, Deadline deadline) {
    meet(deadline);
    if (wrong != null) {
      throw new DependencyUnavailable(
          Dependency.TIMESTAMP_AUTHORITY, false, name + ": its answer is wrong: " + wrong);
    }
    return authority.answer(request(signature), clock.instant());
  }

  @Override
  public void requireReachable(Deadline deadline) {
    meet(deadline);
  }

  /** With a nonce and {@code certReq}, as the port has it. */
  private static Bytes request(Bytes signature) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      return Bytes.adopt(
          generator
              .generate(
                  TSPAlgorithms.SHA256, signature.sha256().bytes().toByteArray(), TestKeys.serial())
              .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever goes wrong at an authority is an outage to who asks it. */
  private void meet(Deadline deadline) {
    try {
      faults.meet(deadline);
    } catch (BackendRefused e) {
      throw new DependencyUnavailable(
          Dependency.TIMESTAMP_AUTHORITY, false, name + ": it refused", e);
    }
  }
}
