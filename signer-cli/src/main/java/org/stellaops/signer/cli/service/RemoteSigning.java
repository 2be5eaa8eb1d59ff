package org.stellaops.signer.cli.service;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.KeyList;
import org.stellaops.signer.cli.client.SignerClient;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.ExportBody;
import org.stellaops.signer.cli.files.ScannerImage;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.PinnedKey;

/** Has documents signed by a server: with one token and proof of entitlement, one by one. */
public final class RemoteSigning implements SigningSession {

  private final SignerClient client;
  private final URI origin;
  private final @Nullable String proofOfEntitlement;
  private final ScannerImage scanner;

  /**
   * @param proofOfEntitlement null for none, where the tenant signs by an emergency bypass
   * @param asserted the scanner's image; without a digest the one that the token says
   */
  public RemoteSigning(
      SignerClient client, URI origin, @Nullable String proofOfEntitlement, ScannerImage asserted) {
    this.client = client;
    this.origin = origin;
    this.proofOfEntitlement = proofOfEntitlement;
    this.scanner = asserted.or(client.claimedScanner());
  }

  @Override
  public SignerReply sign(Document document, Wanted wanted, @Nullable String idempotencyKey) {
    return reply(
        client.sign(document.request(proofOfEntitlement, scanner, wanted), idempotencyKey));
  }

  @Override
  public SignerReply signExport(ExportOrder order, Wanted wanted, @Nullable String idempotencyKey) {
    return reply(
        client.signExport(
            ExportBody.of(order, proofOfEntitlement, scanner, wanted), idempotencyKey));
  }

  private static SignerReply reply(SignerClient.Reply reply) {
    return new SignerReply(reply.orFail(), reply.headers().firstValue("Audit-Id").orElse(null));
  }

  /** Those that it publishes; what has been revoked proves nothing. */
  @Override
  public List<PinnedKey> keys() {
    return KeyList.require(origin, KeyList.document(origin)).good();
  }

  /** Nothing is held open. */
  @Override
  public void close() {}
}
