package org.stellaops.signer.bench;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.bootstrap.DevelopmentKit.Caller;
import org.stellaops.signer.bootstrap.DevelopmentKit.Development;
import org.stellaops.signer.bootstrap.DevelopmentKit.Ports;
import org.stellaops.signer.bootstrap.DevelopmentKit.Scanner;
import org.stellaops.signer.bootstrap.SignerRuntime;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.LimitSettings;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;

/**
 * Signs one large request in this process; its body is made while it is read, so it is held once.
 */
final class LargeRequest {

  private LargeRequest() {}

  /** Looks for the smallest heap, so it goes below the one that the file's rules would ask for. */
  private static Config withRoomFor(long size, Config config) {
    return config.with(
        new LimitSettings(size + (1 << 20), size + (1 << 20), config.limits().requestTime()));
  }

  public static void main(String[] arguments) throws Exception {
    long size = Long.parseLong(arguments[0]) << 20;
    Path directory = Files.createTempDirectory("stella-bench-heap");
    DevelopmentKit kit = DevelopmentKit.find().orElseThrow();
    try (Development development =
        kit.start(directory.resolve("dev"), new Ports(free(), free(), free()))) {
      Caller caller = development.caller(Scanner.RELEASED);
      LocalCaller local =
          new LocalCaller(
              development.config().tenants().getFirst().tenant(),
              new ClientId("bench"),
              new InstanceId("dev"),
              caller.scannerDigest().orElseThrow());
      try (SignerRuntime runtime =
          SignerRuntime.start(
              withRoomFor(size, development.config()),
              trace -> {},
              failure -> {},
              () -> Optional.of(local))) {
        URI authority = URI.create(development.config().authorities().get(0).issuer().value());
        RequestBody body =
            new GeneratedBody(
                size,
                DevelopmentProof.fetch(authority),
                caller.scannerDigest().orElseThrow().toString());
        Response outcome =
            runtime
                .signer()
                .handle(
                    new IncomingRequest(
                        new Operation.SignStatement(),
                        new Credential.Local(),
                        new TraceId("bench"),
                        "local",
                        List.of(),
                        body));
        if (!(outcome instanceof Response.Answered answered)) {
          throw new IllegalStateException(outcome.toString());
        }
        try (Answer answer = answered.answer()) {
          answer.writeTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A request whose predicate is a long array of small components. */
  private static final class GeneratedBody implements RequestBody {

    private static final byte[] COMPONENT =
        """
        {"type": "library", "name": "component", "version": "1.2.3", "purl": "pkg:maven/a/b@1.2.3"},
        """
            .getBytes(StandardCharsets.UTF_8);

    private final byte[] head;
    private final byte[] tail;
    private final long size;
    private long at;

    GeneratedBody(long size, String proof, String scanner) {
      head =
          ("{\"subject\":[{\"name\":\"large.cdx.json\",\"digest\":{\"sha256\":\""
                  + "0".repeat(64)
                  + "\"}}],\"predicateType\":\"https://cyclonedx.org/bom\",\"scannerImageDigest\":\""
                  + scanner
                  + "\",\"poe\":{\"format\":\"jwt\",\"value\":\""
                  + proof
                  + "\"},\"predicate\":{\"bomFormat\":\"CycloneDX\",\"components\":[")
              .getBytes(StandardCharsets.UTF_8);
      tail = "{}]}}".getBytes(StandardCharsets.UTF_8);
      long components = (size - head.length - tail.length) / COMPONENT.length;
      this.size = head.length + components * COMPONENT.length + tail.length;
    }

    @Override
    public long declaredLength() {
      return size;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int read = 0;
      while (read < length && at < size) {
        target[offset + read++] = next();
      }
      return read == 0 ? -1 : read;
    }

    private byte next() {
      long position = at++;
      if (position < head.length) {
        return head[(int) position];
      }
      if (position >= size - tail.length) {
        return tail[(int) (position - (size - tail.length))];
      }
      return COMPONENT[(int) ((position - head.length) % COMPONENT.length)];
    }
  }
}
