// Signing in at the Authority: authorization code with PKCE (RFC 7636), for a token that is bound to this session's key (RFC 9449).

import * as keys from "./keys.js";

const SCOPE = "signer.approve signer.audit";
const BEGUN = "stella.sign-in";
const SESSION = "stella.session";

/** What went wrong with signing in, for people. */
export class SignInFailed extends Error {}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** Sends the browser to the Authority; the page goes on when it comes back. */
export async function begin(config) {
  await keys.removeOld();
  const keyId = keys.random();
  const pair = await keys.create(keyId);
  const verifier = keys.random();
  const state = keys.random();
  sessionStorage.setItem(BEGUN, JSON.stringify({ keyId, verifier, state, view: location.hash }));
  const target = new URL(config.authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    scope: SCOPE,
    state,
    code_challenge: await keys.sha256(verifier),
    code_challenge_method: "S256",
    dpop_jkt: await keys.thumbprint(pair),
  };
  if (config.resource) {
    parameters.resource = config.resource;
  }
  for (const [name, value] of Object.entries(parameters)) {
    target.searchParams.set(name, value);
  }
  location.assign(target);
}

/** The session that there is; one that comes back from the Authority is finished first. */
export async function resume(config) {
  const answer = new URLSearchParams(location.search);
  if (answer.has("code") || answer.has("error")) {
    await finish(config, answer);
  }
  const kept = read(SESSION);
  if (!kept || Date.now() >= kept.ends) {
    return null;
  }
  const pair = await keys.find(kept.keyId);
  return pair ? { ...kept, pair } : null;
}

async function finish(config, answer) {
  const begun = read(BEGUN);
  sessionStorage.removeItem(BEGUN);
  // The code is neither in the history nor in a bookmark, whatever comes of it.
  history.replaceState(null, "", location.pathname + (begun?.view ?? ""));
  if (!begun || answer.get("state") !== begun.state) {
    throw new SignInFailed("The answer of the Authority is to another sign-in than this tab's. Sign in again.");
  }
  if (answer.has("iss") && answer.get("iss") !== config.issuer) {
    throw new SignInFailed("The answer came from another Authority than " + config.issuer + ". Tell whoever runs the service.");
  }
  if (answer.has("error")) {
    await keys.remove(begun.keyId);
    const why = answer.get("error_description") ?? answer.get("error");
    throw new SignInFailed("The Authority did not sign you in: " + why + ".");
  }
  const pair = await keys.find(begun.keyId);
  if (!pair) {
    throw new SignInFailed("The key of this sign-in is gone: the browser may keep nothing for this page. Sign in again.");
  }
  const token = await redeem(config, pair, begun.verifier, answer.get("code"));
  sessionStorage.setItem(SESSION, JSON.stringify({
    keyId: begun.keyId,
    token: token.access_token,
    ends: Date.now() + 1000 * (Number(token.expires_in) || 300),
  }));
}

async function redeem(config, pair, verifier, code) {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    code,
    code_verifier: verifier,
  });
  if (config.resource) {
    form.set("resource", config.resource);
  }
  let nonce;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const claims = { htm: "POST", htu: config.tokenEndpoint, ...(nonce ? { nonce } : {}) };
    let response;
    try {
      response = await fetch(config.tokenEndpoint, {
        method: "POST",
        headers: { DPoP: await keys.proof(pair, claims) },
        body: form,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
      });
    } catch {
      throw new SignInFailed("The Authority's token endpoint cannot be reached, or does not allow this page's origin (CORS).");
    }
    const body = await response.json().catch(() => ({}));
    nonce = response.headers.get("DPoP-Nonce");
    if (response.ok && String(body.token_type).toLowerCase() === "dpop" && typeof body.access_token === "string") {
      return body;
    }
    if (response.ok) {
      throw new SignInFailed("The Authority gave a token that is not bound to this browser's key (DPoP).");
    }
    if (body.error !== "use_dpop_nonce" || !nonce) {
      throw new SignInFailed("The Authority gave no token: " + (body.error_description ?? body.error ?? response.status) + ".");
    }
  }
  throw new SignInFailed("The Authority asked for a nonce twice.");
}

/** Forgets token and key. */
export async function end() {
  const kept = read(SESSION);
  sessionStorage.removeItem(SESSION);
  sessionStorage.removeItem(BEGUN);
  if (kept) {
    await keys.remove(kept.keyId);
  }
}

/** What the token says of the person, to be shown and for nothing else: the service judges it. */
export function person(session) {
  try {
    const claims = session.token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { sub, tid, client_id: client } = JSON.parse(new TextDecoder().decode(
      Uint8Array.from(atob(claims), (c) => c.charCodeAt(0))));
    return { subject: String(sub ?? client ?? ""), tenant: String(tid ?? "") };
  } catch {
    return { subject: "", tenant: "" };
  }
}
