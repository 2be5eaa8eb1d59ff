// What the service decided about requests of the person's tenant.

import { code, el, table, time, who } from "./dom.js";

export const title = "Decisions";

const GOOD = ["signed", "answered"];

export async function render(page) {
  const { decisions } = await page.api.get("decisions");
  if (decisions.length === 0) {
    return [el("p", {}, "Nothing was decided yet about a request of your tenant.")];
  }
  return [table("Decisions about requests of your tenant, newest first",
    ["Time", "Request", "Outcome", "Caller", "Why", "Audit id"],
    decisions.map(({ auditId, record }) => [
      time(record.at),
      record.route ?? "",
      el("span", { class: "outcome " + (GOOD.includes(record.decision) ? "good" : "bad") }, record.actStep ?? record.decision ?? ""),
      record.client ? who(record) : "the service",
      why(record),
      code(auditId),
    ]))];
}

/** What there is to tell beside the outcome: the refusal's words, a person's reason, by what it passed. */
function why(record) {
  const parts = [record.code, record.reason, record.actReason, record.release && "release " + record.release,
    record.entitlement === "bypass" ? "by a bypass" : null];
  return parts.filter(Boolean).join(", ");
}
