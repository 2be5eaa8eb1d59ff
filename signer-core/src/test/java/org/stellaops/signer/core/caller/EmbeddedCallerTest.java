package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;

class EmbeddedCallerTest {

  private final CallerFixture fixture = new CallerFixture();

  private static LocalCaller of(String tenant) {
    return new LocalCaller(
        new Tenant(tenant), new ClientId("host"), new InstanceId("install-1"), null);
  }

  @Test
  void identify_callerTheEmbedderVouchesFor_isKnownAndRecordedAsEmbedded() {
    fixture.local = Optional.of(of("acme"));
    Identification.Known known = (Identification.Known) fixture.identify(new Credential.Local());
    assertThat(known.caller().binding()).isEqualTo(new Binding.Embedded());
    assertThat(known.caller().issuer()).isEmpty();
    assertThat(fixture.journal.log().get(0).bytes().utf8()).contains("\"binding\":\"embedded\"");
  }

  @Test
  void identify_nobodyVouchedFor_isAnInvalidToken() {
    Identification.Unknown unknown =
        (Identification.Unknown) fixture.identify(new Credential.Local());
    assertThat(unknown.why().code()).isEqualTo(ErrorCode.INVALID_TOKEN);
    assertThat(unknown.why().reason().word()).isEqualTo("no-local-caller");
    assertThat(fixture.journal.log()).isEmpty();
  }

  @Test
  void identify_unknownTenantOfTheEmbedder_isDenied() {
    fixture.local = Optional.of(of("other"));
    Identification.Unknown unknown =
        (Identification.Unknown) fixture.identify(new Credential.Local());
    assertThat(unknown.why().code()).isEqualTo(ErrorCode.POLICY_DENIED);
  }
}
