package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConfigReader;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SignerServerTest {

  @TempDir Path directory;

  @Test
  void awaitStop_whenItReturns_theStoreIsFree() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    for (int i = 0; i < 3; i++) {
      SignerServer server = SignerServer.start(config);
      Thread stop = Thread.ofPlatform().start(server::close);

      server.awaitStop();

      SignerRuntime.start(config, trace -> {}, failure -> {}).close();
      stop.join();
    }
  }

  @Test
  void close_again_isHarmless() throws Exception {
    Config config = ConfigReader.read(Configured.in(directory), Map.of());
    SignerServer server = SignerServer.start(config);

    server.close();
    server.close();
    server.awaitStop();

    assertThat(directory.resolve("store")).isDirectory();
  }
}
