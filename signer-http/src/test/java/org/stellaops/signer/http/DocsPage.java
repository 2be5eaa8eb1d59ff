package org.stellaops.signer.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;

/**
 * The OpenAPI document as a page: no script, no request to anywhere, one inline style named by
 * hash.
 */
final class DocsPage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] html;
  private final String policy;

  private DocsPage(byte[] html, String policy) {
    this.html = html;
    this.policy = policy;
  }

  static DocsPage of(byte[] openapi, byte[] style) {
    String css = new String(style, StandardCharsets.UTF_8);
    try {
      String html = new Writer(JSON.readTree(openapi)).page(css);
      return new DocsPage(
          html.getBytes(StandardCharsets.UTF_8),
          "default-src 'none'; style-src 'sha256-"
              + sha256(style)
              + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  byte[] html() {
    return html;
  }

  String contentSecurityPolicy() {
    return policy;
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Writer {

    private final JsonNode document;
    private final StringBuilder out = new StringBuilder();

    Writer(JsonNode document) {
      this.document = document;
    }

    String page(String css) throws JsonProcessingException {
      JsonNode info = document.get("info");
      out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
      out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
      out.append("<title>").append(text(info, "title")).append(" API</title>");
      out.append("<style>").append(css).append("</style></head><body><header><div>");
      out.append("<h1>").append(text(info, "title")).append("</h1><p>");
      out.append(text(info, "summary")).append("</p><p class=\"soft\">");
      out.append(text(info, "description")).append("</p><nav>");
      for (JsonNode tag : document.get("tags")) {
        link("#" + text(tag, "name"), text(tag, "name"));
      }
      link("#schemas", "schemas");
      link("openapi.json", "openapi.json");
      out.append("</nav></div></header><main>");
      for (JsonNode tag : document.get("tags")) {
        operations(tag);
      }
      schemas();
      out.append("<footer>OpenAPI ").append(text(document, "openapi")).append("</footer>");
      return out.append("</main></body></html>\n").toString();
    }

    private void operations(JsonNode tag) throws JsonProcessingException {
      out.append("<h2 id=\"").append(text(tag, "name")).append("\">");
      out.append(text(tag, "name")).append("</h2><p class=\"soft\">");
      out.append(text(tag, "description")).append("</p>");
      for (Map.Entry<String, JsonNode> path : fields(document.get("paths"))) {
        for (Map.Entry<String, JsonNode> method : fields(path.getValue())) {
          JsonNode operation = method.getValue();
          if (operation.isObject()
              && operation.at("/tags/0").asText().equals(tag.get("name").asText())) {
            operation(method.getKey(), path.getKey(), operation);
          }
        }
      }
    }

    private void operation(String method, String path, JsonNode operation)
        throws JsonProcessingException {
      out.append("\n<details id=\"").append(text(operation, "operationId"));
      out.append("\"><summary><span class=\"method ").append(method).append("\">");
      out.append(method.toUpperCase(java.util.Locale.ROOT)).append("</span><span class=\"path\">");
      out.append(escape(path)).append("</span>");
      String scope = operation.at("/security/0/dpop/0").asText();
      if (!scope.isEmpty()) {
        out.append("<span class=\"scope\">scope ").append(escape(scope)).append("</span>");
      }
      out.append("<span class=\"sum\">").append(text(operation, "summary"));
      out.append("</span></summary><div><p>").append(text(operation, "description")).append("</p>");
      parameters(operation.path("parameters"));
      body(operation.at("/requestBody/content/application~1json"));
      responses(operation.get("responses"));
      out.append("</div></details>");
    }

    private void parameters(JsonNode parameters) {
      if (parameters.isEmpty()) {
        return;
      }
      table("Parameters", "name", "in", "meaning");
      for (JsonNode each : parameters) {
        JsonNode parameter = resolve(each);
        String needed = parameter.path("required").asBoolean() ? " (required)" : "";
        row(
            code(parameter.get("name").asText()),
            text(parameter, "in") + needed,
            text(parameter, "description"));
      }
      endTable();
    }

    private void body(JsonNode content) throws JsonProcessingException {
      if (content.isMissingNode()) {
        return;
      }
      out.append("<h4>Body: ").append(type(content.get("schema"))).append("</h4><pre>");
      out.append(
          escape(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content.get("example"))));
      out.append("</pre>");
    }

    private void responses(JsonNode responses) {
      table("Responses", "status", "body", "meaning");
      for (Map.Entry<String, JsonNode> each : fields(responses)) {
        JsonNode response = resolve(each.getValue());
        Iterator<JsonNode> content = response.path("content").elements();
        row(
            code(each.getKey()),
            content.hasNext() ? type(content.next().get("schema")) : "",
            text(response, "description"));
      }
      endTable();
    }

    private void schemas() {
      out.append("<h2 id=\"schemas\">schemas</h2>");
      for (Map.Entry<String, JsonNode> schema : fields(document.at("/components/schemas"))) {
        out.append("\n<details id=\"schema-").append(schema.getKey()).append("\"><summary><h3>");
        out.append(schema.getKey()).append("</h3></summary><div><p>");
        out.append(text(schema.getValue(), "description")).append("</p>");
        for (JsonNode value : schema.getValue().path("enum")) {
          out.append(code(value.asText())).append(' ');
        }
        if (schema.getValue().has("properties")) {
          members(schema.getValue());
        }
        out.append("</div></details>");
      }
    }

    private void members(JsonNode schema) {
      table("Members", "name", "type", "meaning");
      membersBelow("", schema);
      endTable();
    }

    /** Those of nested objects by their path: {@code options.keys}, {@code subject[].name}. */
    private void membersBelow(String path, JsonNode schema) {
      String required = schema.path("required").toString();
      for (Map.Entry<String, JsonNode> member : fields(schema.path("properties"))) {
        String name = path + member.getKey();
        JsonNode value = member.getValue();
        boolean needed = required.contains('"' + member.getKey() + '"');
        row(code(name), type(value) + (needed ? " (required)" : ""), text(value, "description"));
        membersBelow(name + ".", value);
        membersBelow(name + "[].", value.path("items"));
        membersBelow(name + ".*.", value.path("additionalProperties"));
      }
    }

    private String type(JsonNode schema) {
      if (schema.has("$ref")) {
        String name = schema.get("$ref").asText().replaceFirst(".*/", "");
        return "<a href=\"#schema-" + name + "\">" + name + "</a>";
      }
      if (schema.has("enum") || schema.has("const")) {
        JsonNode values = schema.has("enum") ? schema.get("enum") : schema.get("const");
        return escape(values.toString().replaceAll("[\\[\\]\"]", "").replace(",", " | "));
      }
      String type = schema.path("type").asText("any");
      return type.equals("array") ? "list of " + type(schema.path("items")) : escape(type);
    }

    private JsonNode resolve(JsonNode node) {
      return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private void table(String title, String... heads) {
      out.append("<h4>").append(title).append("</h4><div class=\"wrap\"><table><tr>");
      for (String head : heads) {
        out.append("<th>").append(head).append("</th>");
      }
      out.append("</tr>");
    }

    private void row(String... cells) {
      out.append("\n<tr>");
      for (String cell : cells) {
        out.append("<td>").append(cell).append("</td>");
      }
      out.append("</tr>");
    }

    private void endTable() {
      out.append("</table></div>");
    }

    private void link(String target, String label) {
      out.append("<a href=\"").append(target).append("\">").append(label).append("</a>");
    }

    private static Iterable<Map.Entry<String, JsonNode>> fields(JsonNode node) {
      return node.properties();
    }

    private static String code(String text) {
      return "<code>" + escape(text) + "</code>";
    }

    /** A member's text with what stands between backquotes as code. */
    private static String text(JsonNode node, String member) {
      return escape(node.path(member).asText("")).replaceAll("`([^`]+)`", "<code>$1</code>");
    }

    private static String escape(String text) {
      return text.replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace(">", "&gt;")
          .replace("\"", "&quot;");
    }
  }
}
