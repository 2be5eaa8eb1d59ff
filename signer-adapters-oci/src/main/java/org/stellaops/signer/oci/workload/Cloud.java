package org.stellaops.signer.oci.workload;

import java.util.regex.Pattern;
import org.stellaops.signer.outbound.Origin;

/** The clouds whose registries know their workloads, and which hosts are their registries. */
public enum Cloud {
  /** Amazon ECR: one registry for each account and region. */
  AWS(EcrLogin.HOST, "ACCOUNT.dkr.ecr.REGION.amazonaws.com", "Amazon"),

  /** Google Artifact Registry, and the names of Container Registry that lead there. */
  GOOGLE(
      Pattern.compile("([a-z0-9-]{1,63}\\.)?gcr\\.io|[a-z0-9-]{1,63}\\.pkg\\.dev"),
      "LOCATION-docker.pkg.dev, gcr.io or LOCATION.gcr.io",
      "Google"),

  /** Azure Container Registry of the public cloud. */
  AZURE(Pattern.compile("[a-z0-9-]{1,63}\\.azurecr\\.io"), "NAME.azurecr.io", "Azure");

  private final Pattern hosts;
  private final String registries;
  private final String vendor;

  Cloud(Pattern hosts, String registries, String vendor) {
    this.hosts = hosts;
    this.registries = registries;
    this.vendor = vendor;
  }

  /** Whether a registry of this cloud is there: by its own name, over TLS, at the usual port. */
  public boolean has(Origin registry) {
    return registry.secure() && registry.port() == 443 && hosts.matcher(registry.host()).matches();
  }

  /** The hosts of its registries, for people. */
  public String registries() {
    return registries;
  }

  /** What people call it. */
  String vendor() {
    return vendor;
  }
}
