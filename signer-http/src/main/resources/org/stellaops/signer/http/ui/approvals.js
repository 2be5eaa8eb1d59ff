// Images that wait for a person's decision, those that pass now, and those that did.

import { code, el, facts, field, moment, table, time, who } from "./dom.js";
import { confirmed } from "./security-key.js";

const LONGEST_REASON = 512;

export const title = "Approvals";

export async function render(page) {
  const { approvals } = await page.api.get("approvals");
  const of = (state) => approvals.filter((each) => each.state === state);
  const ended = approvals.filter((each) => !["pending", "approved"].includes(each.state));
  return [
    el("h2", {}, "Waiting for a decision"),
    ...some(of("pending").map((each) => pending(page, each)), "No image waits."),
    el("h2", {}, "May pass now"),
    ...some(of("approved").map((each) => approved(page, each)), "No image passes by approval."),
    el("h2", {}, "Ended"),
    ended.length === 0 ? el("p", {}, "None yet.") : table("Approvals that ended, newest first",
      ["Image", "State", "Ended", "By", "Reason"],
      ended.map((each) => [code(each.imageDigest), each.state, time(each.until), who(last(each)), last(each).reason])),
  ];
}

function some(cards, none) {
  return cards.length === 0 ? [el("p", {}, none)] : cards;
}

function last(approval) {
  return approval.history[approval.history.length - 1];
}

function card(approval, ...content) {
  const id = "approval-" + approval.id;
  return el("article", { class: "card", "aria-labelledby": id },
    el("h3", { id }, code(approval.imageDigest)), ...content);
}

function pending(page, approval) {
  const asked = approval.history[0];
  const about = facts(
    ["Why", asked.reason],
    ["Asked by", who(asked)],
    ["Asked", time(asked.at)],
    ["Decide until", time(approval.until)]);
  if (approval.own) {
    return card(approval, about, el("fieldset", { disabled: true },
      el("legend", {}, "You asked for this yourself: another person decides."),
      el("div", { class: "buttons" }, el("button", { type: "button" }, "Approve"), el("button", { type: "button" }, "Deny"))));
  }
  const reason = field("Your reason", { maxlength: LONGEST_REASON, required: true, autocomplete: "off" });
  const until = field("Passes until", { type: "datetime-local" }, "In your time. As long as the service allows when left empty.");
  const decide = (verb) => () => page.act(async () => {
    const body = { reason: said(reason.input) };
    if (verb === "approve" && until.input.value !== "") {
      body.until = new Date(until.input.value).toISOString();
    }
    return decided(page, approval, verb, body);
  });
  return card(approval, about, el("form", { onsubmit: (event) => event.preventDefault() },
    reason.row, until.row,
    el("div", { class: "buttons" },
      button("Approve", approval, decide("approve"), "strong"),
      button("Deny", approval, decide("deny")))));
}

function approved(page, approval) {
  const yes = last(approval);
  const reason = field("Your reason to end it", { maxlength: LONGEST_REASON, required: true, autocomplete: "off" });
  return card(approval,
    facts(
      ["Passes until", time(approval.until)],
      ["Approved by", who(yes)],
      ["Reason", yes.reason],
      ["Asked by", who(approval.history[0]) + ": " + approval.history[0].reason]),
    el("form", { onsubmit: (event) => event.preventDefault() }, reason.row,
      el("div", { class: "buttons" }, button("Revoke", approval,
        () => page.act(async () => decided(page, approval, "revoke", { reason: said(reason.input) }))))));
}

/** Not a submit button: Enter in a field decides nothing. */
function button(label, approval, onclick, look) {
  return el("button", { type: "button", class: look ?? null, onclick, "aria-describedby": "approval-" + approval.id }, label);
}

function said(input) {
  const text = input.value.trim();
  if (text === "") {
    input.focus();
    throw new Error("Say why, in " + LONGEST_REASON + " characters at most. Nothing was sent.");
  }
  return text;
}

async function decided(page, approval, verb, body) {
  const more = await confirmed({ verb, approval, body, api: page.api });
  const answer = await page.api.post("approvals/" + encodeURIComponent(approval.id) + "/" + verb, { ...body, ...more });
  const after = answer.approvals[0];
  const image = after.imageDigest.slice(0, 19) + "…";
  return after.state === "approved"
    ? "Approved: " + image + " may pass until " + moment(after.until) + "."
    : after.state === "denied" ? "Denied: " + image + " does not pass." : "Revoked: " + image + " passes no longer.";
}
