package org.stellaops.signer.example.spring;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.example.application.SampleApplication;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SigningKeys;

/** An application starts, signs, refuses and stops, twice with one store. */
class SignerConfigurationTest {

  /** The application's own part. */
  @Configuration
  static class Application {

    private final SampleApplication sample = new SampleApplication();

    @Bean
    LocalCallers callers() {
      return sample.callers();
    }

    @Bean
    SigningKeys keys() {
      return sample.keys();
    }

    @Bean
    SignedTokens licences() {
      return sample.licences();
    }

    @Bean
    Policies policies() {
      return sample.policies();
    }
  }

  @Test
  void application_signs_refuses_andStopsCleanly(@TempDir Path directory) {
    String[] settings = {
      "--signer.store=" + directory.resolve("store"),
      "--signer.licences=" + SampleApplication.ISSUER
    };
    Class<?>[] parts = {Application.class, SignerConfiguration.class};
    for (int start = 0; start < 2; start++) {
      try (var context = SpringApplication.run(parts, settings)) {
        SampleApplication.use(context.getBean(LocalSigner.class));
      }
    }
  }
}
