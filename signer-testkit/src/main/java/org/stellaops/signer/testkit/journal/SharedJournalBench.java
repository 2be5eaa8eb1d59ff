package org.stellaops.signer.testkit.journal;

import org.stellaops.signer.ports.RequestJournal;

/** A journal that several nodes use at the same time. */
public interface SharedJournalBench extends JournalBench {

  /** The same journal as one more living node has it. */
  RequestJournal anotherNode();
}
