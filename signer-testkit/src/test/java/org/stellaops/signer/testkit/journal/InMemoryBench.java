package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.RequestJournal;

/** The journal in memory, as it is or broken on purpose. */
final class InMemoryBench implements SharedJournalBench {

  private final SteppedClock clock = new SteppedClock(JournalContract.START);
  private final UnaryOperator<RequestJournal> journalFault;
  private final UnaryOperator<AuditRecords> recordsFault;
  private InMemoryJournal memory = new InMemoryJournal(clock);
  private RequestJournal journal;

  InMemoryBench() {
    this(UnaryOperator.identity(), UnaryOperator.identity());
  }

  InMemoryBench(
      UnaryOperator<RequestJournal> journalFault, UnaryOperator<AuditRecords> recordsFault) {
    this.journalFault = journalFault;
    this.recordsFault = recordsFault;
    this.journal = journalFault.apply(memory);
  }

  @Override
  public RequestJournal journal() {
    return journal;
  }

  @Override
  public AuditRecords records() {
    return recordsFault.apply(memory);
  }

  @Override
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  public void setBack(Duration duration) {
    clock.set(clock.instant().minus(duration));
  }

  @Override
  public void restart() {
    memory = memory.restarted();
    journal = journalFault.apply(memory);
  }

  @Override
  public RequestJournal anotherNode() {
    return journalFault.apply(memory.anotherNode());
  }

  @Override
  public void close() {}
}
