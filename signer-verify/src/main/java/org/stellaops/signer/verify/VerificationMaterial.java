package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.SignedDocument.Unchecked;
import org.stellaops.signer.verify.material.LogEntry;

/** What there is beside one signature; nothing of it is checked. */
interface VerificationMaterial {

  /** Whether a log's promise alone is too little. */
  boolean needsProofs();

  /** Whether no certificate says whose the signature is. */
  boolean hasPlainKey() throws InvalidJson;

  /** What nobody checks who trusts no log and no authority. */
  Optional<Unchecked> uncheckedWithoutTrust() throws InvalidJson, MalformedDocument;

  /** The DER of the certificate that signed; empty for a plain key. */
  Optional<Bytes> certificate() throws InvalidJson, MalformedDocument;

  List<LogEntry> logEntries() throws InvalidJson, MalformedDocument;

  /** Each the DER of a {@code TimeStampResp}. */
  List<Bytes> timestamps() throws InvalidJson, MalformedDocument;

  /** What the timestamps are over: the raw signature, unless said otherwise. */
  default Bytes stamped(Bytes sig) {
    return sig;
  }
}
