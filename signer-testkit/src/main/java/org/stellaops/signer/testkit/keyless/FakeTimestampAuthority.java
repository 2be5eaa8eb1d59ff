package org.stellaops.signer.testkit.keyless;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/**
 * A fake of a timestamp authority: it speaks RFC 3161 over HTTP as Sigstore's does, and answers
 * what a {@link TestTimestampAuthority} signs.
 */
public final class FakeTimestampAuthority extends FakeHttpService {

  private static final String REPLY = "application/timestamp-reply";

  /** SEQUENCE { PKIStatusInfo { INTEGER 2 } }. */
  private static final Bytes REJECTED = Bytes.copyOf(new byte[] {0x30, 5, 0x30, 3, 2, 1, 2});

  private final TestTimestampAuthority authority;
  private final InstantSource clock;
  private volatile Optional<TimestampFault> fault = Optional.empty();

  public FakeTimestampAuthority(TestTimestampAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** From now on every answer has {@code wanted}. */
  public void arrange(TimestampFault wanted) {
    fault = Optional.of(wanted);
  }

  @Override
  public void heal() {
    super.heal();
    fault = Optional.empty();
  }

  @Override
  Reply answer(Asked asked) {
    if (!asked.method().equals("POST")) {
      return Reply.json(405, "{}");
    }
    TimeStampReq query = TimeStampReq.getInstance(asked.body().toByteArray());
    return fault
        .map(wrong -> wrong(wrong, query))
        .orElseGet(() -> new Reply(201, REPLY, granted(query)));
  }

  private Bytes granted(TimeStampReq request) {
    try {
      return authority.answer(Bytes.adopt(request.getEncoded()), clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply wrong(TimestampFault wrong, TimeStampReq asked) {
    return switch (wrong) {
      case ANOTHER_IMPRINT ->
          new Reply(201, REPLY, granted(request(asked, new byte[32], asked.getNonce())));
      case ANOTHER_NONCE ->
          new Reply(201, REPLY, granted(request(asked, imprint(asked), new ASN1Integer(7))));
      case NO_NONCE -> new Reply(201, REPLY, granted(request(asked, imprint(asked), null)));
      case REJECTION -> new Reply(201, REPLY, REJECTED);
      case TRAILING_BYTES -> new Reply(201, REPLY, longer(granted(asked)));
      case NO_TIMESTAMP -> new Reply(201, REPLY, Bytes.utf8("no timestamp"));
      case ANOTHER_MEDIA_TYPE -> new Reply(201, "text/plain; " + REPLY, granted(asked));
    };
  }

  private static Bytes longer(Bytes der) {
    return Bytes.adopt(Arrays.copyOf(der.toByteArray(), der.size() + 2));
  }

  private static byte[] imprint(TimeStampReq request) {
    return request.getMessageImprint().getHashedMessage();
  }

  private static TimeStampReq request(
      TimeStampReq like, byte[] imprint, @Nullable ASN1Integer nonce) {
    return new TimeStampReq(
        new MessageImprint(like.getMessageImprint().getHashAlgorithm(), imprint),
        null,
        nonce,
        like.getCertReq(),
        null);
  }
}
