// Security keys (FIDO2): a decision is confirmed by one before it is sent, and keys are registered.

import { Problem } from "./api.js";

const TIMEOUT_MILLIS = 120_000;

function base64url(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) {
    text += String.fromCharCode(byte);
  }
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

/** Whether this browser, at this address, can ask a security key. */
export function canSign() {
  return window.PublicKeyCredential !== undefined && navigator.credentials !== undefined;
}

/** What the browser says of a key that did not sign, in words for people. */
async function asked(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") {
      throw new Error("This security key is registered already. Nothing was sent.");
    }
    if (error instanceof DOMException) {
      throw new Error("The security key was not used: it was not there, not touched, or you said no. Nothing was sent.");
    }
    throw error;
  }
}

/**
 * Has a security key sign what the service gave.
 *
 * @param {Object} challenge as the service answered
 * @returns {Promise<Object>} the member securityKey of the request that follows
 */
async function signed(challenge) {
  const credential = await asked(() => navigator.credentials.get({
    publicKey: {
      challenge: bytes(challenge.challenge),
      rpId: challenge.rpId,
      allowCredentials: challenge.credentials.map(({ id, transports }) => ({ type: "public-key", id: bytes(id), transports })),
      userVerification: "required",
      timeout: TIMEOUT_MILLIS,
    },
  }));
  return {
    nonce: challenge.nonce,
    credentialId: base64url(credential.rawId),
    clientDataJSON: base64url(credential.response.clientDataJSON),
    authenticatorData: base64url(credential.response.authenticatorData),
    signature: base64url(credential.response.signature),
  };
}

/**
 * What a decision's body has beside reason and time.
 *
 * @param {{verb: string, approval: Object, body: Object, api: Object}} decision
 * @returns {Promise<Object>} further members of the body; none where no security key is asked for, or the person has none
 */
export async function confirmed({ verb, approval, body, api }) {
  let challenge;
  try {
    challenge = await api.post("approvals/" + encodeURIComponent(approval.id) + "/challenge", { ...body, verb });
  } catch (error) {
    if (error instanceof Problem && error.reason === "security-keys-off") {
      return {};
    }
    throw error;
  }
  if (challenge.credentials.length === 0) {
    // The service says so where a key is required.
    return {};
  }
  const securityKey = await signed(challenge);
  return challenge.document.until === undefined ? { securityKey } : { securityKey, until: challenge.document.until };
}

/**
 * What a change of a security key has beside its reason.
 *
 * @param {{verb: string, key: Object, body: Object, api: Object}} change
 * @returns {Promise<Object>} further members of the body; none where the person has no active key
 */
export async function changed({ verb, key, body, api }) {
  const challenge = await api.post("security-keys/" + encodeURIComponent(key.id) + "/challenge", { ...body, verb });
  return challenge.credentials.length === 0 ? {} : { securityKey: await signed(challenge) };
}

/**
 * Registers a security key of the person.
 *
 * @param {{label: string, reason: string, api: Object}} given
 * @returns {Promise<Object>} the key, which is pending
 */
export async function registered({ label, reason, api }) {
  const offer = await api.post("security-keys/offer", { label, reason });
  const credential = await asked(() => navigator.credentials.create({
    publicKey: {
      challenge: bytes(offer.challenge),
      rp: { id: offer.rpId, name: offer.rpId },
      user: { id: bytes(offer.user.id), name: offer.user.name, displayName: offer.user.name },
      pubKeyCredParams: offer.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: offer.exclude.map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
      attestation: "none",
      timeout: TIMEOUT_MILLIS,
    },
  }));
  const { response } = credential;
  const answer = await api.post("security-keys/register", {
    label,
    reason,
    securityKey: {
      nonce: offer.nonce,
      credentialId: base64url(credential.rawId),
      clientDataJSON: base64url(response.clientDataJSON),
      attestationObject: base64url(response.attestationObject),
      transports: response.getTransports ? response.getTransports() : [],
    },
  });
  return answer.securityKeys[0];
}
