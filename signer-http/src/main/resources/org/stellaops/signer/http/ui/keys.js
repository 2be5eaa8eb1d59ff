// The DPoP key (RFC 9449): made for one session, kept in IndexedDB because it cannot be exported and so fits nowhere else.

const DATABASE = "stella-signer";
const STORE = "keys";
const LONGEST_MILLIS = 24 * 60 * 60 * 1000;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** A new P-256 key whose private half the browser hands to nobody, this script included. */
export async function create(id) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  await within("readwrite", (store) => store.put({ pair, made: Date.now() }, id));
  return pair;
}

/** @returns {Promise<CryptoKeyPair|null>} */
export async function find(id) {
  const kept = await within("readonly", (store) => store.get(id));
  return kept ? kept.pair : null;
}

export async function remove(id) {
  await within("readwrite", (store) => store.delete(id));
}

/** Removes keys of tabs that were closed without signing out. */
export async function removeOld() {
  const ids = await within("readonly", (store) => store.getAllKeys());
  for (const id of ids) {
    const kept = await within("readonly", (store) => store.get(id));
    if (!kept || Date.now() - kept.made > LONGEST_MILLIS) {
      await remove(id);
    }
  }
}

export function base64url(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) {
    text += String.fromCharCode(byte);
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export async function sha256(text) {
  return base64url(await crypto.subtle.digest("SHA-256", utf8(text)));
}

export function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function publicJwk(pair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { kty, crv, x, y };
}

/** The key's thumbprint (RFC 7638). */
export async function thumbprint(pair) {
  const { kty, crv, x, y } = await publicJwk(pair);
  return sha256(JSON.stringify({ crv, kty, x, y }));
}

/**
 * A proof for one request.
 *
 * @param {CryptoKeyPair} pair
 * @param {{htm: string, htu: string, ath?: string, nonce?: string}} claims
 */
export async function proof(pair, claims) {
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: await publicJwk(pair) };
  const body = { jti: random(), iat: Math.floor(Date.now() / 1000), ...claims };
  const input = base64url(utf8(JSON.stringify(header))) + "." + base64url(utf8(JSON.stringify(body)));
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, utf8(input));
  return input + "." + base64url(signature);
}
