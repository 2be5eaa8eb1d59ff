package org.stellaops.signer.testkit.keyless;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.TimestampAuthority;

/** The authority in memory, behind what a test makes of it. */
final class InMemoryTimestampBench implements TimestampAuthorityBench {

  private final InMemoryTimestampAuthority good =
      new InMemoryTimestampAuthority(
          "memory",
          TestTimestampAuthority.create("example.test", Instant.parse("2026-01-01T00:00:00Z")),
          InstantSource.system());
  private final TimestampAuthority authority;

  InMemoryTimestampBench(UnaryOperator<TimestampAuthority> made) {
    this.authority = made.apply(good);
  }

  @Override
  public TimestampAuthority authority() {
    return authority;
  }

  @Override
  public ServiceFaults faults() {
    return ServiceFaults.all(good::arrange, good::requests);
  }

  @Override
  public Set<TimestampFault> possibleAnswers() {
    return EnumSet.allOf(TimestampFault.class);
  }

  @Override
  public void arrange(TimestampFault fault) {
    good.arrange(fault);
  }

  @Override
  public void close() {}
}
