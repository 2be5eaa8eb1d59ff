package org.stellaops.signer.cli.service;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ConfiguredKeys;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.StartFailed;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.cli.client.DevelopmentClient;
import org.stellaops.signer.cli.client.SignerProblem;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.ExportBody;
import org.stellaops.signer.cli.files.ScannerImage;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.files.Wanted;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.http.problem.Problem;
import org.stellaops.signer.json.export.ExportOrder;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;

/**
 * Signs in this process, through every gate. Whoever may read the keystore and the store may sign
 * here: the caller's identity is the operating system's word, and the audit says {@code embedded}.
 */
public final class EmbeddedSigning implements SigningSession {

  private static final ClientId CLIENT = new ClientId("stella");

  private final Config config;
  private final LocalCaller caller;
  private final String proof;
  private final ScannerImage scanner;
  private final Runnable cleanUp;
  private final SignerRuntime runtime;

  private EmbeddedSigning(
      Config config, LocalCaller caller, String proof, ScannerImage asserted, Runnable cleanUp) {
    this.config = config;
    this.caller = caller;
    this.proof = proof;
    this.scanner = asserted.or(caller.releaseDigest());
    this.cleanUp = cleanUp;
    LocalCallers callers = () -> Optional.of(caller);
    try {
      this.runtime = SignerRuntime.start(config, trace -> {}, failure -> {}, callers);
    } catch (StartFailed e) {
      throw ServerStart.refused(e);
    }
  }

  /**
   * With the configuration in a file.
   *
   * @param asserted the scanner's image, if it is said
   */
  public static EmbeddedSigning configured(
      Path file, String tenant, String instance, String proof, ScannerImage asserted) {
    Config config = ServerStart.read(file);
    LocalCaller caller;
    try {
      caller = new LocalCaller(new Tenant(tenant), CLIENT, new InstanceId(instance), null);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--tenant or --instance: " + e.getMessage(), e);
    }
    return new EmbeddedSigning(config, caller, proof, asserted, () -> {});
  }

  /** With keys and an Authority of its own, which are gone afterwards. */
  public static EmbeddedSigning development(ScannerImage asserted) {
    Path directory = DevelopmentService.temporaryDirectory();
    Development development = DevelopmentService.install(directory, Ports.free(), true);
    Runnable cleanUp =
        () -> {
          development.close();
          DevelopmentService.delete(directory);
        };
    try {
      Config config = development.config();
      LocalCaller caller =
          new LocalCaller(
              config.tenants().getFirst().tenant(),
              CLIENT,
              new InstanceId("dev"),
              development.caller(Scanner.RELEASED).scannerDigest().orElseThrow());
      URI authority = URI.create(config.authorities().getFirst().issuer().value());
      String proof = new DevelopmentClient(authority).proofOfEntitlement(Map.of());
      return new EmbeddedSigning(config, caller, proof, asserted, cleanUp);
    } catch (RuntimeException e) {
      cleanUp.run();
      throw e;
    }
  }

  @Override
  public SignerReply sign(Document document, Wanted wanted, @Nullable String idempotencyKey) {
    Bytes body = document.request(proof, scanner, wanted);
    return answer(new Operation.SignStatement(), body, idempotencyKey);
  }

  @Override
  public SignerReply signExport(ExportOrder order, Wanted wanted, @Nullable String idempotencyKey) {
    return answer(
        new Operation.SignExport(), ExportBody.of(order, proof, scanner, wanted), idempotencyKey);
  }

  private SignerReply answer(Operation operation, Bytes body, @Nullable String idempotencyKey) {
    return answer(runtime.signer().handle(request(operation, body, idempotencyKey)));
  }

  @Override
  public List<PinnedKey> keys() {
    try {
      return ConfiguredKeys.of(config).keys().stream()
          .filter(key -> key.tenant().equals(caller.tenant().value()))
          .map(ConfiguredKeys.ConfiguredKey::key)
          .toList();
    } catch (StartFailed e) {
      throw ServerStart.refused(e);
    }
  }

  @Override
  public void close() {
    try {
      runtime.close();
    } finally {
      cleanUp.run();
    }
  }

  private static IncomingRequest request(
      Operation operation, Bytes body, @Nullable String idempotencyKey) {
    return new IncomingRequest(
        operation,
        new Credential.Local(),
        new TraceId(UUID.randomUUID().toString().replace("-", "")),
        "local",
        idempotencyKey == null ? List.of() : List.of(idempotencyKey),
        RequestBody.of(body));
  }

  private static SignerReply answer(Response outcome) {
    return switch (outcome) {
      case Response.Answered answered ->
          new SignerReply(written(answered.answer()), answered.requestId().value());
      case Response.Refused refused -> throw refused(refused.why(), refused.requestId());
      case Response.Failed failed -> throw failed(failed.why(), failed.requestId());
    };
  }

  private static CommandFailed refused(Refusal why, @Nullable AuditId id) {
    String path = why instanceof Refusal.InvalidStatement statement ? statement.path() : null;
    Long wait =
        why instanceof Refusal.QuotaExceeded spent ? Problem.seconds(spent.retryAfter()) : null;
    return new SignerProblem(
            null, why.code().wire(), why.reason().word(), why.advice(), path, text(id), wait)
        .inProcess(wait == null ? ExitCode.NO : ExitCode.LATER);
  }

  private static CommandFailed failed(ServiceFailure why, @Nullable AuditId id) {
    return new SignerProblem(
            null,
            why.code().wire(),
            why.reason().word(),
            "No signature was given out.",
            null,
            text(id),
            Problem.seconds(why.retryAfter()))
        .inProcess(ExitCode.LATER);
  }

  private static @Nullable String text(@Nullable AuditId id) {
    return id == null ? null : id.value();
  }

  private static Bytes written(Answer answer) {
    try (answer) {
      return answer.bytes();
    }
  }
}
