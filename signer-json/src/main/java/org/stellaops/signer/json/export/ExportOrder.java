package org.stellaops.signer.json.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalObject;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;

/**
 * What is asked to be signed as an export: the {@code export} member of a request. Signer and
 * caller compose the same documents from it.
 *
 * @param materials what it was made from, in the order of their URIs
 * @param tools what made it, by name, with their versions; at least one
 * @param policyDigest of the policy that the files were made under, as the caller says; null for
 *     none
 */
public record ExportOrder(
    ExportManifest manifest,
    List<ExportMaterial> materials,
    SortedMap<String, String> tools,
    @Nullable Digest policyDigest) {

  private static final int MOST_MATERIALS = 1024;
  private static final int MOST_TOOLS = 32;
  private static final int SMALL = 4 << 20;
  private static final String AT = "$.export";

  public ExportOrder {
    materials = materials.stream().sorted(ExportMaterial.ORDER).toList();
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
  }

  /** The member of a request. */
  public CanonicalWriter form() {
    CanonicalWriter form =
        manifest
            .form()
            .objects("materials", materials.stream().map(ExportMaterial::form).toList())
            .object("tools", toolsForm());
    return policyDigest == null ? form : form.string("policyDigest", policyDigest.toString());
  }

  private CanonicalWriter toolsForm() {
    CanonicalWriter form = CanonicalWriter.object();
    tools.forEach(form::string);
    return form;
  }

  /**
   * What is signed beside the manifest: where it comes from, in a statement about it.
   *
   * @param tenant whose export it is: the signer's word, not the caller's
   */
  public Bytes provenance(String tenant) {
    return ExportProvenance.bytes(this, tenant, toolsForm());
  }

  /** Reads the member {@code export} of a request; places of faults begin with its path. */
  public static ExportOrder read(CanonicalObject.Member member) throws InvalidJson, InvalidField {
    RawObject whole = StrictJson.raw(member.value(), JsonLimits.REQUEST);
    whole.allowOnly("name", "createdAt", "complete", "files", "materials", "tools", "policyDigest");
    ExportManifest manifest = ExportManifest.of(whole, AT);
    return new ExportOrder(
        manifest, materials(whole), tools(whole), policyDigest(whole.member("policyDigest")));
  }

  private static List<ExportMaterial> materials(RawObject whole) throws InvalidJson, InvalidField {
    Optional<RawObject.Member> given = whole.member("materials");
    if (given.isEmpty()) {
      return List.of();
    }
    if (given.get().tree(SMALL, 1 << 16) instanceof JsonArray listed
        && listed.size() <= MOST_MATERIALS) {
      List<ExportMaterial> materials = new ArrayList<>();
      for (JsonObject each : listed.objects()) {
        materials.add(ExportMaterial.read(each));
      }
      return materials;
    }
    throw new InvalidField(
        Reason.EXPORT_MATERIAL,
        AT + ".materials",
        "Send materials as an array of at most " + MOST_MATERIALS + ".");
  }

  private static SortedMap<String, String> tools(RawObject whole) throws InvalidJson, InvalidField {
    SortedMap<String, String> tools = new TreeMap<>();
    if (whole.required("tools").tree(SMALL, 1 << 10) instanceof JsonObject named) {
      for (Map.Entry<String, JsonValue> each : named.members().entrySet()) {
        tools.put(each.getKey(), each.getValue() instanceof JsonString text ? text.value() : "");
      }
    }
    if (tools.isEmpty()
        || tools.size() > MOST_TOOLS
        || !tools.keySet().stream().allMatch(ExportText::isLine)
        || !tools.values().stream().allMatch(ExportText::isLine)) {
      throw new InvalidField(
          Reason.EXPORT_TOOL,
          AT + ".tools",
          "Name 1 to "
              + MOST_TOOLS
              + " tools with their versions, each of 1 to 256 printable characters.");
    }
    return tools;
  }

  private static @Nullable Digest policyDigest(Optional<RawObject.Member> given)
      throws InvalidJson, InvalidField {
    if (given.isEmpty()) {
      return null;
    }
    try {
      return Digest.parse(given.get().string(256));
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.POLICY_DIGEST, AT + ".policyDigest", "Write the digest as sha256:<hex>.");
    }
  }
}
