package org.stellaops.signer.bootstrap;

import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.sql.refusals.FileRefusalLog;

/** An open store, whatever kind it is of: the ports that it serves, and whether it takes writes. */
interface OpenedStore extends AutoCloseable {

  RequestJournal journal();

  AuditRecords auditRecords();

  EntitlementArchive entitlements();

  FileRefusalLog refusals();

  /** Whether it takes writes now. */
  boolean isUsable();

  /** Writes what is still on its way, then closes. */
  @Override
  void close();
}
