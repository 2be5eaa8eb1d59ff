package org.stellaops.signer.cli.files;

import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.Bytes;

/** The body of a request to sign an export. */
public final class ExportBody {

  private ExportBody() {}

  public static Bytes of(
      ExportOrder order, String proofOfEntitlement, ScannerImage scanner, Wanted wanted) {
    CanonicalWriter body =
        CanonicalWriter.object()
            .object("export", order.form())
            .object("options", wanted.options())
            .object("poe", Document.proof(proofOfEntitlement));
    scanner.into(body);
    return body.bytes();
  }
}
