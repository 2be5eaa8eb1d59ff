package org.stellaops.signer.core.statement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.json.export.ExportProvenance;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.ExportDocument;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.Tenant;

/**
 * The documents of an export, composed from what was asked for and from who asks; nothing of them
 * is a caller's bytes. Each is signed twice: in an envelope, and as it is.
 *
 * @param policyDigest of the policy that the files were made under, as the caller claims; null for
 *     none
 */
public record ComposedExport(List<Document> documents, @Nullable Digest policyDigest) {

  public ComposedExport {
    documents = List.copyOf(documents);
  }

  /**
   * One document.
   *
   * @param file what the file with it is called
   */
  public record Document(String file, PreAuthEncoding enveloped, ExportDocument plain) {

    private static Document of(String file, String payloadType, Bytes content) {
      return new Document(
          file, PreAuthEncoding.of(payloadType, content), ExportDocument.of(content));
    }

    public Bytes content() {
      return plain.content();
    }
  }

  static ComposedExport of(ExportOrder order, Tenant tenant) {
    return new ComposedExport(
        List.of(
            Document.of(
                ExportManifest.FILE, DocumentTypes.EXPORT_MANIFEST, order.manifest().bytes()),
            Document.of(
                ExportProvenance.FILE, DocumentTypes.IN_TOTO, order.provenance(tenant.value()))),
        order.policyDigest());
  }

  Document manifest() {
    return documents.get(0);
  }

  Document provenance() {
    return documents.get(1);
  }

  List<Signable> messages() {
    return documents.stream()
        .<Signable>mapMulti((each, add) -> {
          add.accept(each.enveloped());
          add.accept(each.plain());
        })
        .toList();
  }

  long size() {
    return documents.stream().mapToLong(each -> each.content().size()).sum();
  }
}
