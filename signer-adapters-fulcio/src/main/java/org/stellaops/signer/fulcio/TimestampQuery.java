package org.stellaops.signer.fulcio;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Primitives;

/** One RFC 3161 query (§2.4.1), and whether something answers it. */
final class TimestampQuery {

  private static final int NONCE_BITS = 64;

  private final TimeStampRequest request;

  private TimestampQuery(TimeStampRequest request) {
    this.request = request;
  }

  /** Over the SHA-256 of {@code signature}, with a new nonce and {@code certReq}. */
  static TimestampQuery over(Bytes signature) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    BigInteger nonce = new BigInteger(NONCE_BITS, Primitives.random());
    byte[] imprint = signature.sha256().bytes().toByteArray();
    return new TimestampQuery(generator.generate(TSPAlgorithms.SHA256, imprint, nonce));
  }

  Bytes der() {
    try {
      return Bytes.adopt(request.getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("memory takes bytes", e);
    }
  }

  /**
   * Checks status, imprint, nonce and form of a {@code TimeStampResp} (§2.4.2), not its signature.
   *
   * @throws IllegalArgumentException it does not grant this query
   */
  void requireAnswered(Bytes der) {
    Optional<Integer> refused;
    try {
      // Unlike the library's own constructor, this refuses bytes after the end.
      TimeStampResp structure =
          TimeStampResp.getInstance(ASN1Primitive.fromByteArray(der.toByteArray()));
      TimeStampResponse response = new TimeStampResponse(structure);
      refused =
          response.getTimeStampToken() == null
              ? Optional.of(response.getStatus())
              : Optional.empty();
      if (refused.isEmpty()) {
        response.validate(request);
      }
    } catch (IOException | TSPException e) {
      throw new IllegalArgumentException("its answer is not one to this query", e);
    } catch (RuntimeException e) {
      // The library's readers throw several kinds for what is ASN.1 and of another form.
      throw new IllegalArgumentException("its answer is no timestamp", e);
    }
    if (refused.isPresent()) {
      throw new IllegalArgumentException("it refused, with status " + refused.get());
    }
  }
}
