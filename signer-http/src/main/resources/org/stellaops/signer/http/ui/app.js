// The page: who is at the browser, which view is shown, and what came of the last act.

import { Api, Problem } from "./api.js";
import { el } from "./dom.js";
import * as approvals from "./approvals.js";
import * as bypass from "./bypass.js";
import * as decisions from "./decisions.js";
import * as securityKeys from "./security-keys.js";
import * as session from "./session.js";

const VIEWS = { "#approvals": approvals, "#bypass": bypass, "#decisions": decisions, "#security-keys": securityKeys };
const [views, who, said, failed, view] = ["views", "who", "said", "failed", "view"].map((id) => document.getElementById(id));

let config;
let page = null;
let busy = false;
let shown = 0;

/** What views are given. */
class Page {
  constructor(api) {
    this.api = api;
  }

  /**
   * Does what a person asked for, once at a time, and tells what came of it.
   *
   * @param {function(): Promise<string>} deed gives what is told
   */
  async act(deed) {
    if (busy) {
      return;
    }
    busy = true;
    document.body.setAttribute("aria-busy", "true");
    tell("", "");
    try {
      const text = await deed();
      await show({ quiet: true });
      tell(text, "");
      said.focus();
    } catch (error) {
      await fail(error);
    } finally {
      busy = false;
      document.body.removeAttribute("aria-busy");
    }
  }
}

function tell(good, bad) {
  said.textContent = good;
  failed.textContent = bad;
}

/** Says what went wrong; a session that is over begins anew. */
async function fail(error) {
  if (error instanceof Problem && error.status === 401) {
    await leave("Your session is over: " + error.message);
    return;
  }
  const record = error instanceof Problem && error.auditId ? " (audit id " + error.auditId + ")" : "";
  tell("", error.message + record);
  failed.focus();
}

async function leave(text) {
  await session.end();
  page = null;
  signedOut(text);
}

function signedOut(text) {
  views.hidden = true;
  who.hidden = true;
  document.title = "Sign in – Stella Signer";
  tell("", text ?? "");
  const button = el("button", { type: "button", class: "strong", onclick: () => session.begin(config).catch(fail) }, "Sign in");
  view.replaceChildren(
    el("h1", { tabindex: "-1" }, "Sign in"),
    el("p", {}, "Approvals, bypasses and decisions are for people of a tenant. You sign in at your Authority, "
      + config.issuer + ", and come back here."),
    el("div", { class: "buttons" }, button));
  (text ? failed : button).focus();
}

function current() {
  return VIEWS[location.hash] ?? approvals;
}

/** Reads the view anew. */
async function show({ quiet = false } = {}) {
  if (page === null) {
    return;
  }
  const mine = (shown += 1);
  const which = current();
  for (const link of views.querySelectorAll("a")) {
    const here = VIEWS[link.getAttribute("href")] === which;
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
  const heading = el("h1", { tabindex: "-1" }, which.title);
  let content;
  try {
    content = await which.render(page);
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 401) {
      throw error;
    }
    content = [el("p", { class: "notice" }, error.message)];
  }
  if (mine !== shown || page === null) {
    return;
  }
  document.title = which.title + " – Stella Signer";
  const again = el("button", { type: "button", onclick: () => page.act(async () => "Read again.") }, "Read again");
  view.replaceChildren(el("div", { class: "title" }, heading, again), ...content);
  if (!quiet) {
    heading.focus();
  }
}

function signedIn(found) {
  page = new Page(new Api(config, found));
  const person = session.person(found);
  who.replaceChildren(
    el("p", {}, person.subject + " of " + person.tenant),
    el("button", { type: "button", onclick: () => leave("").catch(fail) }, "Sign out"));
  who.hidden = false;
  views.hidden = false;
}

async function start() {
  config = await (await fetch("config.json", { credentials: "omit" })).json();
  if (location.origin !== config.origin) {
    view.replaceChildren(
      el("h1", {}, "This page has another address"),
      el("p", {}, "It works at ", el("a", { href: config.redirectUri }, config.redirectUri), " only."));
    return;
  }
  addEventListener("hashchange", () => {
    if (location.hash in VIEWS) {
      tell("", "");
      show().catch(fail);
    }
  });
  let found;
  try {
    found = await session.resume(config);
  } catch (error) {
    if (!(error instanceof session.SignInFailed)) {
      throw error;
    }
    signedOut(error.message);
    return;
  }
  if (found === null) {
    signedOut();
  } else {
    signedIn(found);
    await show();
  }
}

start().catch(fail);
