package org.stellaops.signer.cli.service;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.PinnedKey;

/** A signer, reached once for any number of documents. Safe for concurrent use. */
public interface SigningSession extends AutoCloseable {

  /**
   * Has one document signed. Asked once: whether it is asked again is the caller's to decide.
   *
   * @param idempotencyKey by which a repeat gives the first answer; null for none
   * @throws CommandFailed the signer refused, cannot do it now, or cannot be reached
   */
  SignerReply sign(Document document, Wanted wanted, @Nullable String idempotencyKey);

  /**
   * Has an export signed, as {@link #sign}.
   *
   * @throws CommandFailed as {@link #sign}
   */
  SignerReply signExport(ExportOrder order, Wanted wanted, @Nullable String idempotencyKey);

  /**
   * The public keys that it may have signed with before, as far as it tells them; never those of
   * certificates.
   */
  List<PinnedKey> keys();

  @Override
  void close();
}
