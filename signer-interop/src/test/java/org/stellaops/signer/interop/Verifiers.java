package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.stellaops.signer.model.SignatureAlgorithm;

/**
 * Three programs that know nothing of this project, each asked whether a bundle holds under one
 * public key.
 */
final class Verifiers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  /** Writes its intermediate files under {@code directory}. */
  Verifiers(Path directory) {
    this.directory = directory;
  }

  /**
   * {@code cosign verify-blob-attestation} of a file, offline: checks signature, predicate type and
   * the file's digest.
   */
  Command.Outcome cosign(Path bundle, Path publicKey, String predicateType, Path artifact) {
    return new Cosign(directory)
        .command(
            "verify-blob-attestation",
            "--bundle",
            bundle.toString(),
            "--key",
            publicKey.toString(),
            "--insecure-ignore-tlog",
            "--type",
            predicateType,
            artifact.toString())
        .run();
  }

  /** {@code @sigstore/verify}: checks the signature over the payload. */
  Command.Outcome sigstoreJs(Path bundle, Path publicKey) {
    return Command.of(
            Tools.node(),
            Tools.nodeVerifier().toString(),
            Tools.nodePackages().toString(),
            bundle.toString(),
            publicKey.toString())
        .in(directory)
        .run();
  }

  /**
   * {@code openssl dgst -verify} over a PAE that is put together here from the bundle's envelope,
   * by the DSSE text alone.
   */
  Command.Outcome openssl(Path bundle, Path publicKey) {
    return openssl(bundle, publicKey, SignatureAlgorithm.ECDSA_P256_SHA256);
  }

  /** As {@link #openssl(Path, Path)}, with the hash and padding of an algorithm. */
  Command.Outcome openssl(Path bundle, Path publicKey, SignatureAlgorithm algorithm) {
    List<String> options =
        switch (algorithm) {
          case ECDSA_P256_SHA256, RSA_PKCS1_SHA256 -> List.of("-sha256");
          case ECDSA_P384_SHA384 -> List.of("-sha384");
          case ECDSA_P521_SHA512 -> List.of("-sha512");
          case RSA_PSS_SHA256 ->
              List.of(
                  "-sha256",
                  "-sigopt",
                  "rsa_padding_mode:pss",
                  "-sigopt",
                  "rsa_pss_saltlen:32",
                  "-sigopt",
                  "rsa_mgf1_md:sha256");
          default -> throw new IllegalArgumentException("openssl dgst has no " + algorithm);
        };
    try {
      JsonNode document = JSON.readTree(bundle.toFile());
      JsonNode envelope = document.has("dsseEnvelope") ? document.get("dsseEnvelope") : document;
      Path pae = directory.resolve("envelope.pae");
      Path signature = directory.resolve("envelope.sig");
      Files.write(
          pae,
          pae(
              envelope.get("payloadType").textValue(),
              Base64.getDecoder().decode(envelope.get("payload").textValue())));
      List<Command.Outcome> outcomes = new ArrayList<>();
      for (JsonNode each : envelope.get("signatures")) {
        Files.write(signature, Base64.getDecoder().decode(each.get("sig").textValue()));
        outcomes.add(
            Command.of(Tools.openssl(), "dgst")
                .with(options.toArray(String[]::new))
                .with(
                    "-verify",
                    publicKey.toString(),
                    "-signature",
                    signature.toString(),
                    pae.toString())
                .run());
      }
      return outcomes.stream()
          .filter(outcome -> outcome.exit() == 0)
          .findFirst()
          .orElseGet(outcomes::getLast);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pae(String type, byte[] body) {
    byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
    String head = "DSSEv1 %d %s %d ".formatted(typeBytes.length, type, body.length);
    ByteArrayOutputStream pae = new ByteArrayOutputStream();
    pae.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    pae.writeBytes(body);
    return pae.toByteArray();
  }
}
