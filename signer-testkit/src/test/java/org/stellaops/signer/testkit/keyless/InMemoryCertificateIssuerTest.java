package org.stellaops.signer.testkit.keyless;

class InMemoryCertificateIssuerTest extends CertificateIssuerContract {

  @Override
  protected CertificateIssuerBench bench() {
    return new InMemoryIssuerBench(good -> good);
  }
}
