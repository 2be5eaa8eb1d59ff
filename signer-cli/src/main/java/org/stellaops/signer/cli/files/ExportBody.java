package org.stellaops.signer.cli.files;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.Bytes;

/** The body of a request to sign an export. */
public final class ExportBody {

  private ExportBody() {}

  /**
   * @param proofOfEntitlement null for none
   */
  public static Bytes of(
      ExportOrder order, @Nullable String proofOfEntitlement, ScannerImage scanner, Wanted wanted) {
    CanonicalWriter body =
        CanonicalWriter.object().object("export", order.form()).object("options", wanted.options());
    if (proofOfEntitlement != null) {
      body.object("poe", Document.proof(proofOfEntitlement));
    }
    scanner.into(body);
    return body.bytes();
  }
}
