package org.stellaops.signer.example.quarkus;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.sql.SqliteStore;

/** The application has the beans that are parameters here; it is given a {@link LocalSigner}. */
@Startup
@Singleton
public class SignerBeans {

  private final InstantSource clock = InstantSource.system();
  private final Ticker ticker = Ticker.system();
  private final SqliteStore store;
  private final Recovery recovery;
  private final Signer signer;

  SignerBeans(
      @ConfigProperty(name = "signer.store") Path directory,
      @ConfigProperty(name = "signer.licences") String licenceIssuer,
      LocalCallers callers,
      SignedTokens licences,
      SigningKeys keys,
      Policies policies) {
    store = SqliteStore.open(directory, clock, ticker, SignerBeans::end);
    recovery = new Recovery(store.journal(), clock);
    recover();
    signer =
        new SignerBuilder()
            .time(clock, ticker)
            .localCallers(callers)
            .licences(new IssuerName(licenceIssuer), licences)
            .store(
                store.journal(),
                store.auditRecords(),
                store.entitlements(),
                refusal -> refusal.id())
            .policies(policies, Map.of("own", keys))
            .build();
  }

  /** When the medium fails the process has to end, and start again. */
  private static void end(Throwable failure) {
    Log.error("the signer's store has failed", failure);
    Runtime.getRuntime().halt(70);
  }

  @Produces
  @Singleton
  LocalSigner localSigner() {
    return new LocalSigner(signer);
  }

  /**
   * What ended processes left open is concluded before the first request, and then every minute.
   */
  @Scheduled(every = "60s", delayed = "60s")
  void recover() {
    recovery.recover(Deadline.in(Duration.ofSeconds(20), ticker));
  }

  /** In this order: records that could not be written while the store was away are written now. */
  @PreDestroy
  void close() {
    signer.close();
    store.close();
  }
}
