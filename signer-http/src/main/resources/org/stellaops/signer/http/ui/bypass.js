// Emergency bypasses of the Proof of Entitlement: what holds, who signed it, and its end.

import { code, el, facts, field, table, time, who } from "./dom.js";

export const title = "Bypass";

export async function render(page) {
  const { bypasses } = await page.api.get("bypass");
  const open = bypasses.filter((each) => each.open);
  const over = bypasses.filter((each) => !each.open);
  return [
    el("h2", {}, "Open now"),
    ...(open.length === 0
      ? [el("p", {}, "No bypass is open: every request needs its Proof of Entitlement.")]
      : open.map((each) => card(page, each))),
    el("h2", {}, "Over"),
    over.length === 0 ? el("p", {}, "None yet.") : table("Bypasses that are over, newest first",
      ["Tenant", "Opened", "By", "Over since", "Reason"],
      over.map((each) => [each.tenant ?? "unknown", time(each.opened.at), who(each.opened),
        each.ended ? time(each.ended.at) : each.notAfter ? time(each.notAfter) : "unknown",
        each.ended ? each.ended.reason : each.opened.reason])),
  ];
}

function card(page, bypass) {
  const id = "bypass-" + bypass.id;
  const reason = field("Your reason to end it", { maxlength: 512, required: true, autocomplete: "off" });
  const end = () => page.act(async () => {
    const text = reason.input.value.trim();
    if (text === "") {
      reason.input.focus();
      throw new Error("Say why. Nothing was sent.");
    }
    await page.api.post("bypass/" + encodeURIComponent(bypass.id) + "/end", { reason: text });
    return "Ended: tenant " + bypass.tenant + " needs its Proof of Entitlement again.";
  });
  return el("article", { class: "card", "aria-labelledby": id },
    el("h3", { id }, "Tenant " + bypass.tenant + " signs without a Proof of Entitlement"),
    facts(
      ["Plan", bypass.plan],
      ["Until", time(bypass.notAfter)],
      ["Signed by", (bypass.approvers ?? []).join(" and ")],
      ["Opened by", who(bypass.opened)],
      ["Opened", time(bypass.opened.at)],
      ["Why", bypass.opened.reason],
      ["Record", code(bypass.id)]),
    el("form", { onsubmit: (event) => event.preventDefault() }, reason.row,
      el("div", { class: "buttons" },
        el("button", { type: "button", class: "strong", onclick: end, "aria-describedby": id }, "End it"))));
}
