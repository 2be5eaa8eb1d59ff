package org.stellaops.signer.fido2;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.data.AttestationConveyancePreference;
import com.yubico.webauthn.data.AuthenticatorAssertionResponse;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.ClientAssertionExtensionOutputs;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialParameters;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.data.exception.Base64UrlException;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyAssertion;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.ports.AssertionVerifier;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;
import org.stellaops.signer.ports.SecurityKeyRegistrations;

/**
 * Yubico's WebAuthn library. It says no by exceptions with sentences, so that every no of it is
 * {@link Fault#REFUSED}.
 */
public final class WebAuthnLibrary implements AssertionVerifier, SecurityKeyRegistrations {

  private static final Set<String> FORMATS = Set.of("none", "packed");
  private static final int LONGEST_ATTESTATION = 6 << 10;

  private static final int AAGUID_BYTES = 16;

  @Override
  public Asserted verify(
      RelyingParty party, Bytes challenge, Bytes publicKey, KeyAssertion assertion)
      throws InvalidAssertion {
    RegisteredCredential credential =
        RegisteredCredential.builder()
            .credentialId(array(assertion.credentialId()))
            .userHandle(OneCredential.HANDLE)
            .publicKeyCose(array(publicKey))
            .build();
    AssertionRequest request =
        AssertionRequest.builder()
            .publicKeyCredentialRequestOptions(
                PublicKeyCredentialRequestOptions.builder()
                    .challenge(array(challenge))
                    .rpId(party.id())
                    .allowCredentials(List.of(descriptor(credential)))
                    .userVerification(UserVerificationRequirement.REQUIRED)
                    .build())
            .username(OneCredential.USER)
            .build();
    try {
      AssertionResult result =
          library(party, credential)
              .finishAssertion(
                  FinishAssertionOptions.builder()
                      .request(request)
                      .response(response(assertion))
                      .build());
      if (!result.isSuccess() || !result.isUserVerified()) {
        throw new InvalidAssertion(Fault.REFUSED);
      }
      return new Asserted(result.getSignatureCount());
    } catch (AssertionFailedException
        | IOException
        | Base64UrlException
        | RuntimeException refusal) {
      throw new InvalidAssertion(Fault.REFUSED);
    }
  }

  @Override
  public NewCredential verify(RelyingParty party, Bytes challenge, Registration registration)
      throws InvalidAssertion {
    if (registration.attestation().size() > LONGEST_ATTESTATION) {
      throw new InvalidAssertion(Fault.MALFORMED);
    }
    try {
      PublicKeyCredential<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
          response = response(registration);
      if (!FORMATS.contains(response.getResponse().getAttestation().getFormat())) {
        throw new InvalidAssertion(Fault.REFUSED);
      }
      RegistrationResult result =
          library(party, null)
              .finishRegistration(
                  FinishRegistrationOptions.builder()
                      .request(creation(party, challenge))
                      .response(response)
                      .build());
      if (!result.isUserVerified()) {
        throw new InvalidAssertion(Fault.USER_VERIFICATION);
      }
      // The library takes the id from the client, and does not hold it against the key's own.
      if (!attestedId(response).equals(registration.credentialId())) {
        throw new InvalidAssertion(Fault.MALFORMED);
      }
      return new NewCredential(
          bytes(result.getKeyId().getId()),
          bytes(result.getPublicKeyCose()),
          model(result.getAaguid()),
          result.getSignatureCount());
    } catch (RegistrationFailedException
        | IOException
        | Base64UrlException
        | RuntimeException refusal) {
      throw new InvalidAssertion(Fault.REFUSED);
    }
  }

  private static com.yubico.webauthn.RelyingParty library(
      RelyingParty party, @Nullable RegisteredCredential credential) {
    return com.yubico.webauthn.RelyingParty.builder()
        .identity(identity(party))
        .credentialRepository(new OneCredential(credential))
        .origins(party.origins())
        .preferredPubkeyParams(parameters())
        .allowUntrustedAttestation(true)
        .validateSignatureCounter(false)
        .build();
  }

  private static RelyingPartyIdentity identity(RelyingParty party) {
    return RelyingPartyIdentity.builder().id(party.id()).name(party.id()).build();
  }

  private static PublicKeyCredentialCreationOptions creation(RelyingParty party, Bytes challenge) {
    return PublicKeyCredentialCreationOptions.builder()
        .rp(identity(party))
        .user(
            UserIdentity.builder()
                .name(OneCredential.USER)
                .displayName(OneCredential.USER)
                .id(OneCredential.HANDLE)
                .build())
        .challenge(array(challenge))
        .pubKeyCredParams(parameters())
        .authenticatorSelection(
            AuthenticatorSelectionCriteria.builder()
                .userVerification(UserVerificationRequirement.REQUIRED)
                .build())
        .attestation(AttestationConveyancePreference.DIRECT)
        .build();
  }

  private static List<PublicKeyCredentialParameters> parameters() {
    return List.of(
        PublicKeyCredentialParameters.ES256,
        PublicKeyCredentialParameters.EdDSA,
        PublicKeyCredentialParameters.RS256);
  }

  private static PublicKeyCredential<
          AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs>
      response(KeyAssertion assertion) throws IOException, Base64UrlException {
    return PublicKeyCredential
        .<AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs>builder()
        .id(array(assertion.credentialId()))
        .response(
            AuthenticatorAssertionResponse.builder()
                .authenticatorData(array(assertion.authenticatorData()))
                .clientDataJSON(array(assertion.clientData()))
                .signature(array(assertion.signature()))
                .build())
        .clientExtensionResults(ClientAssertionExtensionOutputs.builder().build())
        .build();
  }

  private static PublicKeyCredential<
          AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
      response(Registration registration) throws IOException, Base64UrlException {
    return PublicKeyCredential
        .<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>builder()
        .id(array(registration.credentialId()))
        .response(
            AuthenticatorAttestationResponse.builder()
                .attestationObject(array(registration.attestation()))
                .clientDataJSON(array(registration.clientData()))
                .build())
        .clientExtensionResults(ClientRegistrationExtensionOutputs.builder().build())
        .build();
  }

  private static Bytes attestedId(
      PublicKeyCredential<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
          response) {
    return bytes(
        response
            .getResponse()
            .getAttestation()
            .getAuthenticatorData()
            .getAttestedCredentialData()
            .orElseThrow()
            .getCredentialId());
  }

  private static PublicKeyCredentialDescriptor descriptor(RegisteredCredential credential) {
    return PublicKeyCredentialDescriptor.builder().id(credential.getCredentialId()).build();
  }

  private static String model(ByteArray aaguid) {
    if (aaguid.size() != AAGUID_BYTES) {
      throw new IllegalArgumentException(HexFormat.of().formatHex(aaguid.getBytes()));
    }
    ByteBuffer halves = ByteBuffer.wrap(aaguid.getBytes());
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }

  private static ByteArray array(Bytes bytes) {
    return new ByteArray(bytes.toByteArray());
  }

  private static Bytes bytes(ByteArray array) {
    return Bytes.adopt(array.getBytes());
  }
}
