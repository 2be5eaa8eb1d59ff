package org.stellaops.signer.kms.gcp;

import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.AsymmetricSignResponse;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm;
import com.google.cloud.kms.v1.CryptoKeyVersion.CryptoKeyVersionState;
import com.google.cloud.kms.v1.GetPublicKeyRequest;
import com.google.cloud.kms.v1.KeyManagementServiceGrpc.KeyManagementServiceImplBase;
import com.google.cloud.kms.v1.PublicKey;
import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.BackendFault;
import org.stellaops.signer.testkit.signing.KeyPairs;
import org.stellaops.signer.testkit.tls.OwnCertificate;

/**
 * A fake of Google Cloud KMS: a server on the published gRPC stubs, over TLS, as far as a signer
 * uses it, which breaks when it is told to. It checks that there is an access token, and not which.
 */
final class FakeGoogleCloudKms implements AutoCloseable {

  private static final Set<BackendFault> LASTING =
      EnumSet.of(BackendFault.DENIED, BackendFault.THROTTLED, BackendFault.UNREACHABLE);

  private static final OwnCertificate CERTIFICATE = certificate();

  record Held(KeyPair pair, CryptoKeyVersionAlgorithm kind, CryptoKeyVersionState state) {}

  private final Map<String, Held> keys = new ConcurrentHashMap<>();
  private final AtomicInteger serial = new AtomicInteger();
  private final AtomicInteger signRequests = new AtomicInteger();
  private final AtomicReference<@Nullable BackendFault> fault = new AtomicReference<>();
  private final FakeWire wire = new FakeWire();
  private final Server server;
  private final MultiThreadIoEventLoopGroup network =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private volatile @Nullable Status refusal;
  private volatile UnaryOperator<PublicKey> publicKeyAnswer = answer -> answer;
  private volatile UnaryOperator<AsymmetricSignResponse> signAnswer = answer -> answer;

  FakeGoogleCloudKms() {
    this(CERTIFICATE, 0);
  }

  FakeGoogleCloudKms(OwnCertificate shown, int port) {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .sslContext(GoogleThreads.http2(shown.server(), false))
              .channelFactory(wire::listen)
              .bossEventLoopGroup(network)
              .workerEventLoopGroup(network)
              .directExecutor()
              .addService(
                  ServerInterceptors.intercept(
                      ServerInterceptors.useInputStreamMessages(new Service().bindService()), wire))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OwnCertificate certificate() {
    try {
      return new OwnCertificate(
          Files.createTempDirectory("fake-google-cloud-kms"), "fake", "IP:127.0.0.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  /** What is shown where nothing else is said. */
  static OwnCertificate certificateShown() {
    return CERTIFICATE;
  }

  /** What has to be trusted. */
  static String caFile() {
    return CERTIFICATE.pem().toString();
  }

  FakeWire wire() {
    return wire;
  }

  String newKey(SignatureAlgorithm algorithm) {
    return newKey(KeyPairs.generate(algorithm), kind(algorithm), CryptoKeyVersionState.ENABLED);
  }

  String newKey(KeyPair pair, CryptoKeyVersionAlgorithm kind, CryptoKeyVersionState state) {
    String name =
        "projects/example/locations/europe-west3/keyRings/ring/cryptoKeys/key-"
            + serial.incrementAndGet()
            + "/cryptoKeyVersions/1";
    keys.put(name, new Held(pair, kind, state));
    return name;
  }

  /** Puts another key of the same kind there, or the same one in another state. */
  void change(String name, UnaryOperator<Held> change) {
    keys.computeIfPresent(name, (same, held) -> change.apply(held));
  }

  Held held(String name) {
    return keys.get(name);
  }

  static CryptoKeyVersionAlgorithm kind(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> CryptoKeyVersionAlgorithm.EC_SIGN_P256_SHA256;
      case ECDSA_P384_SHA384 -> CryptoKeyVersionAlgorithm.EC_SIGN_P384_SHA384;
      case RSA_PKCS1_SHA256 -> CryptoKeyVersionAlgorithm.RSA_SIGN_PKCS1_2048_SHA256;
      case RSA_PSS_SHA256 -> CryptoKeyVersionAlgorithm.RSA_SIGN_PSS_2048_SHA256;
      case ED25519 -> CryptoKeyVersionAlgorithm.EC_SIGN_ED25519;
      case ML_DSA_44 -> CryptoKeyVersionAlgorithm.PQ_SIGN_ML_DSA_44;
      case ML_DSA_65 -> CryptoKeyVersionAlgorithm.PQ_SIGN_ML_DSA_65;
      case ML_DSA_87 -> CryptoKeyVersionAlgorithm.PQ_SIGN_ML_DSA_87;
      case ECDSA_P521_SHA512 ->
          throw new IllegalArgumentException("the service has no such key: " + algorithm);
    };
  }

  /** From now on every request is answered so. */
  void refuse(Status status) {
    refusal = status;
  }

  /** From now on a public key is answered so. */
  void answerPublicKeys(UnaryOperator<PublicKey> answer) {
    publicKeyAnswer = answer;
  }

  /** From now on a signature is answered so. */
  void answerSignatures(UnaryOperator<AsymmetricSignResponse> answer) {
    signAnswer = answer;
  }

  void arrange(BackendFault next) {
    fault.set(next);
    if (next == BackendFault.UNREACHABLE) {
      close();
    }
  }

  int signRequests() {
    return signRequests.get();
  }

  private final class Service extends KeyManagementServiceImplBase {

    @Override
    public void getPublicKey(GetPublicKeyRequest request, StreamObserver<PublicKey> answer) {
      if (mayAnswer(request.getName(), answer)) {
        reply(answer, publicKeyAnswer.apply(publicKey(request.getName())));
      }
    }

    private PublicKey publicKey(String name) {
      Held held = held(name);
      PublicKey.Builder found = PublicKey.newBuilder().setName(name).setAlgorithm(held.kind());
      if (held.kind().name().startsWith("PQ_")) {
        return found.setPublicKeyFormat(PublicKey.PublicKeyFormat.NIST_PQC).build();
      }
      String pem = FakeSigning.pem(held.pair().getPublic());
      return found
          .setPem(pem)
          .setPemCrc32C(GoogleKeyForms.crc32c(ByteString.copyFromUtf8(pem)))
          .setPublicKeyFormat(PublicKey.PublicKeyFormat.PEM)
          .build();
    }

    @Override
    public void asymmetricSign(
        AsymmetricSignRequest request, StreamObserver<AsymmetricSignResponse> answer) {
      signRequests.incrementAndGet();
      BackendFault now =
          fault.getAndUpdate(each -> each != null && LASTING.contains(each) ? each : null);
      if (!mayAnswer(request.getName(), answer)) {
        return;
      }
      switch (now) {
        case null -> reply(answer, signAnswer.apply(signed(request)));
        case DENIED -> refuse(answer, Status.PERMISSION_DENIED);
        case THROTTLED, THROTTLED_ONCE -> refuse(answer, Status.RESOURCE_EXHAUSTED);
        case STALLED -> {}
        case DROPPED_AFTER_SIGNING -> {
          AsymmetricSignResponse unused = signed(request);
          wire.cut();
        }
        case MALFORMED_ANSWER -> {
          wire.spoilNext();
          reply(answer, signed(request));
        }
        case UNREACHABLE -> throw new IllegalStateException("the server was stopped");
      }
    }

    private AsymmetricSignResponse signed(AsymmetricSignRequest request) {
      ByteString made = FakeSigning.signature(held(request.getName()), request);
      return AsymmetricSignResponse.newBuilder()
          .setName(request.getName())
          .setSignature(made)
          .setSignatureCrc32C(GoogleKeyForms.crc32c(made))
          .setVerifiedDigestCrc32C(request.hasDigestCrc32C())
          .setVerifiedDataCrc32C(request.hasDataCrc32C())
          .build();
    }

    private boolean mayAnswer(String name, StreamObserver<?> answer) {
      Status said = refusal;
      if (said != null) {
        return refuse(answer, said);
      }
      if (!name.matches("projects/.*/cryptoKeyVersions/[0-9]+")) {
        return refuse(answer, Status.INVALID_ARGUMENT);
      }
      Held held = keys.get(name);
      if (held == null) {
        return refuse(answer, Status.NOT_FOUND);
      }
      return held.state() == CryptoKeyVersionState.ENABLED
          || refuse(answer, Status.FAILED_PRECONDITION);
    }

    private boolean refuse(StreamObserver<?> answer, Status status) {
      answer.onError(status.withDescription("told to").asRuntimeException());
      return false;
    }

    private <T> void reply(StreamObserver<T> answer, T value) {
      answer.onNext(value);
      answer.onCompleted();
    }
  }

  @Override
  public void close() {
    try {
      boolean unused = server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    network.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
