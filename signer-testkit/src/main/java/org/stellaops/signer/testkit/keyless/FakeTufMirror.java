package org.stellaops.signer.testkit.keyless;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;

/** Serves the files of a repository as any web server does. */
public final class FakeTufMirror extends FakeHttpService {

  private final SampleTufRepository repository;

  public FakeTufMirror(SampleTufRepository repository) {
    this.repository = repository;
  }

  @Override
  Reply answer(Asked asked) {
    Bytes file = repository.files().get(asked.target().substring(1));
    return file == null
        ? new Reply(404, "text/plain", Bytes.utf8("none"))
        : new Reply(200, "application/octet-stream", file);
  }
}
