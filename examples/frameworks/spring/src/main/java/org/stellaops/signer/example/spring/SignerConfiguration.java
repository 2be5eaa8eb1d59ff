package org.stellaops.signer.example.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
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
@Configuration
@EnableScheduling
public class SignerConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(SignerConfiguration.class);

  private final InstantSource clock = InstantSource.system();
  private final Ticker ticker = Ticker.system();

  /** When the medium fails the process has to end, and start again. */
  @Bean(destroyMethod = "close")
  SqliteStore signerStore(@Value("${signer.store}") Path directory) {
    return SqliteStore.open(
        directory,
        clock,
        ticker,
        failure -> {
          LOG.error("the signer's store has failed", failure);
          Runtime.getRuntime().halt(70);
        });
  }

  /** What the last process left open is concluded before the first request. */
  @Bean
  Recovery signerRecovery(SqliteStore store) {
    Recovery recovery = new Recovery(store.journal(), clock);
    recovery.recover(Deadline.in(Duration.ofSeconds(20), ticker));
    return recovery;
  }

  /** Spring closes it before the store, on which it depends. */
  @Bean(destroyMethod = "close")
  Signer signer(
      SqliteStore store,
      Recovery recovered,
      LocalCallers callers,
      SignedTokens licences,
      SigningKeys keys,
      Policies policies,
      @Value("${signer.licences}") String licenceIssuer) {
    return new SignerBuilder()
        .time(clock, ticker)
        .localCallers(callers)
        .licences(new IssuerName(licenceIssuer), licences)
        .store(store.journal(), store.auditRecords(), store.entitlements(), refusal -> refusal.id())
        .policies(policies, Map.of("own", keys))
        .build();
  }

  @Bean
  LocalSigner localSigner(Signer signer) {
    return new LocalSigner(signer);
  }

  @Bean
  SignerUpkeep signerUpkeep(Recovery recovery) {
    return new SignerUpkeep(recovery, ticker);
  }

  /** Concludes, every minute, what processes left open that have ended since. */
  record SignerUpkeep(Recovery recovery, Ticker ticker) {
    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void recover() {
      recovery.recover(Deadline.in(Duration.ofSeconds(20), ticker));
    }
  }
}
