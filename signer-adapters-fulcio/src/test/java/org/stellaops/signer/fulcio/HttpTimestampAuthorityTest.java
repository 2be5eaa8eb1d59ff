package org.stellaops.signer.fulcio;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.testkit.keyless.FakeTimestampAuthority;
import org.stellaops.signer.testkit.keyless.ServiceFaults;
import org.stellaops.signer.testkit.keyless.TestTimestampAuthority;
import org.stellaops.signer.testkit.keyless.TimestampAuthorityBench;
import org.stellaops.signer.testkit.keyless.TimestampAuthorityContract;
import org.stellaops.signer.testkit.keyless.TimestampFault;

/** The contract with a fake of a timestamp authority. */
class HttpTimestampAuthorityTest extends TimestampAuthorityContract {

  @Override
  protected TimestampAuthorityBench bench() {
    FakeTimestampAuthority fake =
        new FakeTimestampAuthority(
            TestTimestampAuthority.create("example.test", Instant.parse("2026-01-01T00:00:00Z")),
            InstantSource.system());
    OutboundUrl url = OutboundUrl.open(fake.url().resolve("/api/v1/timestamp"));
    TimestampAuthority authority = new HttpTimestampAuthority("fake", url);
    return new TimestampAuthorityBench() {
      @Override
      public TimestampAuthority authority() {
        return authority;
      }

      @Override
      public ServiceFaults faults() {
        return ServiceFaults.all(fake::arrange, fake::requests);
      }

      @Override
      public Set<TimestampFault> possibleAnswers() {
        return EnumSet.allOf(TimestampFault.class);
      }

      @Override
      public void arrange(TimestampFault fault) {
        fake.arrange(fault);
      }

      @Override
      public void close() {
        url.close();
        fake.close();
      }
    };
  }
}
