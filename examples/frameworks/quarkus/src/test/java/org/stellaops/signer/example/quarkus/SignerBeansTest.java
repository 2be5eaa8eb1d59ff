package org.stellaops.signer.example.quarkus;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.example.application.SampleApplication;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SigningKeys;

/** An application starts, signs and refuses. */
@QuarkusTest
class SignerBeansTest {

  @Inject LocalSigner signer;

  /** The application's own part. */
  @Singleton
  static class Application {

    private final SampleApplication sample = new SampleApplication();

    @Produces
    @Singleton
    LocalCallers callers() {
      return sample.callers();
    }

    @Produces
    @Singleton
    SigningKeys keys() {
      return sample.keys();
    }

    @Produces
    @Singleton
    SignedTokens licences() {
      return sample.licences();
    }

    @Produces
    @Singleton
    Policies policies() {
      return sample.policies();
    }
  }

  @Test
  void application_signs_andRefuses() {
    SampleApplication.use(signer);
  }
}
