package org.stellaops.signer.dev;

import java.nio.file.Path;
import java.time.InstantSource;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.config.Config;

/** Authority and Licensing, running. */
final class RunningDevelopment implements DevelopmentKit.Development {

  private final Config config;
  private final Path configFile;
  private final DevelopmentServer server;
  private final DevelopmentAuthority authority;
  private final DevelopmentLicensing licensing;
  private final InstantSource clock;

  RunningDevelopment(
      Config config,
      Path configFile,
      DevelopmentServer server,
      DevelopmentAuthority authority,
      DevelopmentLicensing licensing,
      InstantSource clock) {
    this.config = config;
    this.configFile = configFile;
    this.server = server;
    this.authority = authority;
    this.licensing = licensing;
    this.clock = clock;
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Path configFile() {
    return configFile;
  }

  @Override
  public DevelopmentKit.Caller caller(DevelopmentKit.Scanner scanner) {
    return new DevelopmentCaller(authority, licensing, scanner, clock);
  }

  @Override
  public void close() {
    server.close();
  }
}
