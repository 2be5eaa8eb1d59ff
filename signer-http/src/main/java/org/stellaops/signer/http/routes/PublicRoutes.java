package org.stellaops.signer.http.routes;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.http.problem.ProblemMapper;
import org.stellaops.signer.model.Bytes;

/** What anyone may read. */
public final class PublicRoutes {

  private static final String JSON = "application/json";

  private final Signer signer;
  private final Replies replies;
  private final byte[] openapi;
  private final byte[] docs;
  private final String docsPolicy;
  private final byte[] metadata;

  public PublicRoutes(Signer signer, Replies replies, HttpSettings settings) {
    this.replies = replies;
    this.signer = signer;
    this.openapi = resource("openapi.json");
    this.docs = resource("docs.html");
    this.docsPolicy = new String(resource("docs.policy"), StandardCharsets.UTF_8);
    this.metadata = ResourceMetadata.of(settings);
  }

  public void trust(Context context) {
    Bytes list;
    try {
      list = signer.trust();
    } catch (ServiceFailure failure) {
      Request request = ServletContextRequest.getServletContextRequest(context.req());
      replies.problem(context, request, ProblemMapper.of(failure), null);
      return;
    }
    send(context, JSON, list.toByteArray());
  }

  public void health(Context context) {
    send(context, JSON, "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8));
  }

  public void openapi(Context context) {
    send(context, JSON, openapi);
  }

  public void docs(Context context) {
    context.res().setHeader("Content-Security-Policy", docsPolicy);
    send(context, "text/html;charset=utf-8", docs);
  }

  public void metadata(Context context) {
    send(context, JSON, metadata);
  }

  private static void send(Context context, String type, byte[] body) {
    context.res().setContentType(type);
    context.res().setContentLength(body.length);
    try {
      context.res().getOutputStream().write(body);
    } catch (IOException gone) {
      // The reader left; there is nobody to tell and nothing to log.
      return;
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            PublicRoutes.class.getResourceAsStream("/org/stellaops/signer/http/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
