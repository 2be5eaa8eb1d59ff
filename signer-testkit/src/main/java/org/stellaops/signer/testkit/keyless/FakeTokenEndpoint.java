package org.stellaops.signer.testkit.keyless;

/** A fake of whoever gives out tokens over HTTP: it answers as it was last told. */
public final class FakeTokenEndpoint extends FakeHttpService {

  private volatile Reply reply = Reply.json(404, "{}");
  private volatile String last = "";

  /** How every request is answered from now on. */
  public void answer(int status, String json) {
    reply = Reply.json(status, json);
  }

  /**
   * The last request: method, path with query, media type and {@code Authorization} in one line,
   * then the body.
   */
  public String last() {
    return last;
  }

  @Override
  Reply answer(Asked asked) {
    last =
        String.join(
                " ",
                asked.method(),
                asked.target(),
                String.valueOf(asked.mediaType()),
                String.valueOf(asked.authorization()))
            + "\n"
            + text(asked.body());
    return reply;
  }
}
