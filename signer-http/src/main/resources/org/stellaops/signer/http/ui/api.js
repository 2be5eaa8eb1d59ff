// Requests to the service: each with a proof of its own.

import * as keys from "./keys.js";

const API = "/api/v1/signer/";

/** A refusal or failure in the service's own words (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(typeof body.detail === "string" ? body.detail : "The service answered with status " + status + ".");
    this.status = status;
    this.code = body.code;
    this.reason = body.reason;
    this.auditId = body.auditId;
    this.retryAfter = body.retryAfter;
  }
}

export class Api {
  #config;
  #session;
  #nonce = null;

  constructor(config, session) {
    this.#config = config;
    this.#session = session;
  }

  get(path) {
    return this.#call("GET", path);
  }

  post(path, body) {
    return this.#call("POST", path, body);
  }

  /** @throws {Problem} */
  async #call(method, path, body) {
    let told = await this.#once(method, path, body);
    if (told.status === 401 && told.body.code === "use_dpop_nonce") {
      told = await this.#once(method, path, body);
    }
    if (told.status !== 200) {
      throw new Problem(told.status, told.body);
    }
    return told.body;
  }

  async #once(method, path, body) {
    const { token, pair } = this.#session;
    const claims = { htm: method, htu: this.#config.origin + API + path, ath: await keys.sha256(token) };
    if (this.#nonce) {
      claims.nonce = this.#nonce;
    }
    const headers = { Authorization: "DPoP " + token, DPoP: await keys.proof(pair, claims), Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    let response;
    try {
      response = await fetch(API + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
      });
    } catch {
      throw new Problem(0, { detail: "The service cannot be reached. Whether the request arrived is not known; look again before you repeat it." });
    }
    this.#nonce = response.headers.get("DPoP-Nonce") ?? this.#nonce;
    const answer = await response.json().catch(() => ({}));
    return { status: response.status, body: answer ?? {} };
  }
}
