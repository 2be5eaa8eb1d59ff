package org.stellaops.signer.core.intake;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Reason;

/** Reads a body under a bound; what arrives is counted, whatever length was declared. */
final class BodyReader {

  private static final int FIRST_CHUNK = 8 << 10;
  private static final int LARGEST_CHUNK = 1 << 20;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private BodyReader() {}

  /** The tenant's requests hold its share. */
  private static final class ShareTaken extends Exception {

    private static final long serialVersionUID = 1L;

    private final long share;

    ShareTaken(long share) {
      super("the tenant's share of memory is taken", null, false, false);
      this.share = share;
    }
  }

  static Decision<Bytes> read(
      RequestBody body, long limit, ByteBudget.Lease lease, Deadline deadline) {
    long declared = body.declaredLength();
    if (declared > limit) {
      return Decision.refused(new Refusal.ArtifactTooLarge(Reason.DECLARED_LENGTH, limit));
    }
    try {
      return declared >= 0
          ? declared(body, Math.toIntExact(declared), lease, deadline)
          : chunked(body, limit, lease, deadline);
    } catch (ShareTaken e) {
      return Decision.refused(
          new Refusal.QuotaExceeded(QuotaName.MEMORY_SHARE, e.share, RETRY_AFTER));
    } catch (IOException e) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.BODY_INCOMPLETE, "The body did not arrive whole and in time; send it again."));
    }
  }

  private static Decision<Bytes> declared(
      RequestBody body, int length, ByteBudget.Lease lease, Deadline deadline)
      throws IOException, ShareTaken {
    // A declared length costs the caller nothing, so memory is held for what has arrived.
    byte[] all = new byte[Math.min(length, FIRST_CHUNK)];
    hold(lease, all.length);
    int filled = fill(body, all, 0, deadline);
    while (filled == all.length && filled < length) {
      int larger = (int) Math.min(length, 2L * all.length);
      hold(lease, larger - all.length);
      all = Arrays.copyOf(all, larger);
      filled = fill(body, all, filled, deadline);
    }
    if (filled < length || body.read(new byte[1], 0, 1) >= 0) {
      return Decision.refused(
          new Refusal.InvalidRequest(
              Reason.BODY_LENGTH, "The body's length differs from Content-Length."));
    }
    return Decision.cleared(Bytes.adopt(all));
  }

  private static Decision<Bytes> chunked(
      RequestBody body, long limit, ByteBudget.Lease lease, Deadline deadline)
      throws IOException, ShareTaken {
    Deque<byte[]> chunks = new ArrayDeque<>();
    long total = 0;
    int next = FIRST_CHUNK;
    while (true) {
      int size = (int) Math.min(next, limit - total + 1);
      next = Math.min(2 * next, LARGEST_CHUNK);
      // The byte that would be too many is looked for, and not kept.
      hold(lease, Math.min(size, limit - total));
      byte[] chunk = new byte[size];
      int filled = fill(body, chunk, 0, deadline);
      total += filled;
      if (total > limit) {
        return Decision.refused(new Refusal.ArtifactTooLarge(Reason.BODY_LENGTH, limit));
      }
      chunks.add(filled == size ? chunk : Arrays.copyOf(chunk, filled));
      if (filled < size) {
        return Decision.cleared(join(chunks, Math.toIntExact(total)));
      }
    }
  }

  private static int fill(RequestBody body, byte[] target, int from, Deadline deadline)
      throws IOException {
    int filled = from;
    while (filled < target.length) {
      int read = body.read(target, filled, target.length - filled);
      if (read < 0) {
        return filled;
      }
      if (deadline.hasPassed()) {
        throw new IOException("the request's time is over");
      }
      filled += read;
    }
    return filled;
  }

  private static Bytes join(Deque<byte[]> chunks, int total) {
    byte[] all = new byte[total];
    int at = 0;
    for (byte[] chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    return Bytes.adopt(all);
  }

  private static void hold(ByteBudget.Lease lease, long bytes) throws ShareTaken {
    switch (lease.grow(bytes)) {
      case HELD -> {}
      case NO_ROOM ->
          throw new ServiceFailure(
              ErrorCode.SIGNING_UNAVAILABLE, Reason.MEMORY_BUDGET, RETRY_AFTER);
      case SHARE_TAKEN -> throw new ShareTaken(lease.share());
    }
  }
}
