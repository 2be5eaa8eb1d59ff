package org.stellaops.signer.testkit.keyless;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;

/** Serves the files of a repository as any web server does. */
public final class FakeTufMirror extends FakeHttpService {

  private final SampleTufRepository repository;
  private final List<String> targets = new CopyOnWriteArrayList<>();

  public FakeTufMirror(SampleTufRepository repository) {
    this.repository = repository;
  }

  /** What was asked for, escaped as it came. */
  public List<String> asked() {
    return List.copyOf(targets);
  }

  @Override
  Reply answer(Asked asked) {
    targets.add(asked.target());
    Bytes file = repository.files().get(URI.create(asked.target()).getPath().substring(1));
    return file == null
        ? new Reply(404, "text/plain", Bytes.utf8("none"))
        : new Reply(200, "application/octet-stream", file);
  }
}
