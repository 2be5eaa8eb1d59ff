package org.stellaops.signer.kms.azure;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.testkit.tls.OwnCertificate;

/** A fake of Azure: vaults, the token authority, and the network between. */
final class FakeAzure implements AutoCloseable {

  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AZURE_TENANT_ID", FakeTokenAuthority.TENANT,
          "AZURE_CLIENT_ID", FakeTokenAuthority.CLIENT,
          "AZURE_CLIENT_SECRET", FakeTokenAuthority.SECRET);

  private final OwnCertificate certificate;
  private final FakeAzureNetwork network = new FakeAzureNetwork();
  private final FakeTokenAuthority authority;

  /** On Java 21 the platform's HTTPS server holds on to what carries virtual threads. */
  static ExecutorService threads() {
    return Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  }

  /** Of every host. */
  static OwnCertificate certificate(Path folder) {
    return new OwnCertificate(
        folder, "azure", "DNS:*.vault.azure.net,DNS:login.microsoftonline.com,DNS:login.own");
  }

  FakeAzure(OwnCertificate certificate) {
    this.certificate = certificate;
    authority = new FakeTokenAuthority(certificate.server());
    network.lead("login.microsoftonline.com", authority.port());
    network.lead("login.own", authority.port());
  }

  FakeAzureNetwork network() {
    return network;
  }

  FakeTokenAuthority authority() {
    return authority;
  }

  Path caFile() {
    return certificate.pem();
  }

  FakeAzureKeyVault newVault() {
    return new FakeAzureKeyVault(certificate.server(), network, authority);
  }

  KeyBackend open(FakeAzureKeyVault vault) {
    return open(ENVIRONMENT, Map.of("vault", vault.url()));
  }

  KeyBackend open(Map<String, String> environment, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("caFile", caFile().toString());
    return new AzureKeyVault(environment::get).open(new KeyBackendOptions("main", all, Map.of()));
  }

  @Override
  public void close() {
    network.close();
    authority.close();
  }
}
