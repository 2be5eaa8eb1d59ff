package org.stellaops.signer.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;

/**
 * Signs in this process, through every gate. Whoever may read the keystore and the store may sign
 * here: the caller's identity is the operating system's word, and the audit says {@code embedded}.
 */
final class EmbeddedSigning {

  private static final ClientId CLIENT = new ClientId("stella");

  private final Config config;
  private final Tenant tenant;
  private final InstanceId instance;
  private final String proof;
  private final @Nullable Digest scanner;
  private final Runnable cleanUp;

  private EmbeddedSigning(
      Config config,
      Tenant tenant,
      InstanceId instance,
      String proof,
      @Nullable Digest scanner,
      Runnable cleanUp) {
    this.config = config;
    this.tenant = tenant;
    this.instance = instance;
    this.proof = proof;
    this.scanner = scanner;
    this.cleanUp = cleanUp;
  }

  static EmbeddedSigning configured(Path file, String tenant, String instance, String proof) {
    Config config = ServeCommand.read(file);
    try {
      return new EmbeddedSigning(
          config, new Tenant(tenant), new InstanceId(instance), proof, null, () -> {});
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, "--tenant or --instance: " + e.getMessage(), e);
    }
  }

  static EmbeddedSigning development() {
    Path directory = DevelopmentService.temporaryDirectory();
    Development development = DevelopmentService.install(directory, Ports.free(), true);
    Runnable cleanUp =
        () -> {
          development.close();
          DevelopmentService.delete(directory);
        };
    try {
      Config config = development.config();
      return new EmbeddedSigning(
          config,
          config.tenants().getFirst().tenant(),
          new InstanceId("dev"),
          DevelopmentClient.at(URI.create(config.authorities().get(0).issuer().value()))
              .proofOfEntitlement(Map.of()),
          development.caller(Scanner.RELEASED).scannerDigest().orElseThrow(),
          cleanUp);
    } catch (RuntimeException e) {
      cleanUp.run();
      throw e;
    }
  }

  Bytes sign(
      Document document,
      CanonicalWriter options,
      @Nullable Digest asserted,
      @Nullable String idempotencyKey) {
    LocalCallers callers = () -> Optional.of(new LocalCaller(tenant, CLIENT, instance, scanner));
    try (SignerRuntime runtime = SignerRuntime.start(config, trace -> {}, failure -> {}, callers)) {
      Bytes body = document.request(proof, asserted == null ? scanner : asserted, options);
      return answer(runtime.signer().handle(request(body, idempotencyKey)));
    } catch (StartFailed e) {
      throw ServerStart.refused(e);
    } finally {
      cleanUp.run();
    }
  }

  private static IncomingRequest request(Bytes body, @Nullable String idempotencyKey) {
    return new IncomingRequest(
        new Operation.SignStatement(),
        new Credential.Local(),
        new TraceId(UUID.randomUUID().toString().replace("-", "")),
        "local",
        idempotencyKey == null ? List.of() : List.of(idempotencyKey),
        RequestBody.of(body));
  }

  private static Bytes answer(Response outcome) {
    return switch (outcome) {
      case Response.Answered answered -> written(answered.answer());
      case Response.Refused refused ->
          throw new CommandFailed(
              ExitCode.NO,
              refused.why().code().wire()
                  + ": "
                  + refused.why().advice()
                  + " (audit id "
                  + refused.requestId()
                  + ")");
      case Response.Failed failed ->
          throw new CommandFailed(
              ExitCode.UNREACHABLE,
              failed.why().code().wire() + ": " + failed.why().reason().word(),
              failed.why());
    };
  }

  private static Bytes written(Answer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (answer) {
      answer.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
    return Bytes.adopt(out.toByteArray());
  }
}
