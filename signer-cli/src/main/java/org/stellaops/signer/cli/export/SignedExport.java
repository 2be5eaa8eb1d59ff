package org.stellaops.signer.cli.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.cli.export.ExportReply.Document;
import org.stellaops.signer.cli.export.ExportReply.Signer;
import org.stellaops.signer.cli.export.ExportReply.Tuple;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.model.Bytes;

/** The files of a signed export, by their names. Nothing in them depends on when it was signed. */
public final class SignedExport {

  private SignedExport() {}

  /** What is to be written. */
  public static Map<String, Bytes> files(ExportManifest manifest, ExportReply reply) {
    Map<String, Bytes> files = new LinkedHashMap<>();
    List<String> parts = ExportNames.parts(reply.signers().stream().map(Signer::name).toList());
    for (Document document : reply.documents()) {
      String file = document.file();
      files.put(file, document.content());
      files.put(ExportNames.envelope(file), document.envelope());
      for (int i = 0; i < parts.size(); i++) {
        Tuple tuple = document.tuples().get(i);
        String part = parts.get(i);
        files.put(ExportNames.detached(file, part), Bytes.utf8(tuple.detached().base64() + "\n"));
        files.put(ExportNames.bundle(file, part), tuple.bundle());
        files.put(ExportNames.envelopeBundle(file, part), tuple.envelopeBundle());
      }
    }
    files.put(ExportNames.SIGNERS, reply.signersDocument());
    files.put(ExportNames.SUMS, manifest.sha256sums());
    return files;
  }
}
