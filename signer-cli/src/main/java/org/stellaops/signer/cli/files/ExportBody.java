package org.stellaops.signer.cli.files;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** The body of a request to sign an export. */
public final class ExportBody {

  private ExportBody() {}

  public static Bytes of(
      ExportOrder order, String proofOfEntitlement, @Nullable Digest scanner, Wanted wanted) {
    CanonicalWriter body =
        CanonicalWriter.object()
            .object("export", order.form())
            .object("options", wanted.options())
            .object("poe", Document.proof(proofOfEntitlement));
    if (scanner != null) {
      body.string("scannerImageDigest", scanner.toString());
    }
    return body.bytes();
  }
}
