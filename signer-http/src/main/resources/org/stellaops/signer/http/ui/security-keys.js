// Security keys of the tenant's persons: register one, confirm one, say that one is lost.

import { code, el, facts, field, table, time, who } from "./dom.js";
import { canSign, changed, registered } from "./security-key.js";

const LONGEST_REASON = 512;
const LONGEST_LABEL = 64;

export const title = "Security keys";

export async function render(page) {
  const { securityKeys } = await page.api.get("security-keys");
  const live = securityKeys.filter((each) => ["pending", "active"].includes(each.state));
  const ended = securityKeys.filter((each) => !live.includes(each)).reverse();
  return [
    el("h2", {}, "Register a key of yours"),
    canSign() ? form(page) : el("p", { class: "notice" }, "This browser cannot use security keys at this address."),
    el("h2", {}, "Keys"),
    ...(live.length === 0 ? [el("p", {}, "Nobody has a security key yet.")] : live.map((each) => card(page, each))),
    el("h2", {}, "Ended"),
    ended.length === 0 ? el("p", {}, "None yet.") : table("Security keys that ended, newest first",
      ["Key", "Owner", "State", "Since", "By", "Reason"],
      ended.map((each) => [each.label, who(each.owner), each.state, time(last(each).at), who(last(each)), last(each).reason])),
  ];
}

function last(key) {
  return key.history[key.history.length - 1];
}

function form(page) {
  const label = field("Name of the key", { maxlength: LONGEST_LABEL, required: true, autocomplete: "off" }, "By which you know it: blue one, desk.");
  const reason = field("Why you register it", { maxlength: LONGEST_REASON, required: true, autocomplete: "off" });
  const register = () => page.act(async () => {
    const key = await registered({ label: said(label.input), reason: said(reason.input), api: page.api });
    return "Registered: " + key.label + ". It signs nothing until another key of yours, or another person, confirms it.";
  });
  return el("form", { onsubmit: (event) => event.preventDefault() }, label.row, reason.row,
    el("div", { class: "buttons" }, el("button", { type: "button", class: "strong", onclick: register }, "Register")));
}

function card(page, key) {
  const id = "security-key-" + key.id;
  const reason = field("Your reason", { maxlength: LONGEST_REASON, required: true, autocomplete: "off" });
  const act = (verb, told) => () => page.act(async () => {
    const body = { reason: said(reason.input) };
    const more = verb === "revoke" ? await toRevoke(page, key, body) : await changed({ verb, key, body, api: page.api });
    await page.api.post("security-keys/" + encodeURIComponent(key.id) + "/" + verb, { ...body, ...more });
    return told + ": " + key.label + ".";
  });
  const button = (label, onclick) => el("button", { type: "button", onclick, "aria-describedby": id }, label);
  return el("article", { class: "card", "aria-labelledby": id },
    el("h3", { id }, key.label),
    facts(
      ["Owner", who(key.owner)],
      ["State", key.state],
      ["Registered", time(key.history[0].at)],
      ["Why", key.history[0].reason],
      ["Public key", code(key.publicKey)]),
    el("form", { onsubmit: (event) => event.preventDefault() }, reason.row,
      el("div", { class: "buttons" },
        ...(key.state === "pending" ? [button("Confirm", act("confirm", "Confirmed"))] : []),
        button("Lost: revoke", act("revoke", "Revoked")))));
}

/** What is lost cannot sign: its owner's word is enough, and the service says where it is not. */
async function toRevoke(page, key, body) {
  return key.own === false && key.state === "active" ? changed({ verb: "revoke", key, body, api: page.api }) : {};
}

function said(input) {
  const text = input.value.trim();
  if (text === "") {
    input.focus();
    throw new Error("Fill in every field. Nothing was sent.");
  }
  return text;
}
