// What the service decided about requests of the person's tenant.

import { code, el, table, time, who } from "./dom.js";

export const title = "Decisions";

export async function render(page) {
  const { decisions } = await page.api.get("decisions");
  return [
    decisions.length === 0 ? el("p", {}, "No request of your tenant was decided yet.") : table(
      "Decisions about requests of your tenant, newest first",
      ["Time", "Request", "Outcome", "Caller", "Reason", "Audit id"],
      decisions.map((each) => [
        time(each.at),
        each.route ?? "",
        el("span", { class: "outcome " + (each.outcome === "signed" || each.outcome === "read" ? "good" : "bad") }, each.outcome ?? ""),
        each.client ? who(each) : "",
        [each.code, each.reason, each.actReason].filter(Boolean).join(": "),
        code(each.auditId),
      ])),
  ];
}
