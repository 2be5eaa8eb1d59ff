// Checks a Sigstore bundle against one public key with @sigstore/verify, offline.
//   node verify.mjs TOOL_DIRECTORY BUNDLE PUBLIC_KEY_PEM
// Exit 0 and "verified" when it holds, 1 and the verifier's own code and sentence when not.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [toolDirectory, bundleFile, keyFile] = process.argv.slice(2);
const require = createRequire(join(toolDirectory, 'package.json'));
const { bundleFromJSON } = require('@sigstore/bundle');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');

const publicKey = createPublicKey(readFileSync(keyFile));
const noAuthorities = {
  certificateAuthorities: [],
  timestampAuthorities: [],
  tlogs: [],
  ctlogs: [],
};
const trust = toTrustMaterial(noAuthorities, () => ({ publicKey, validFor: () => true }));
const verifier = new Verifier(trust, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });

try {
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(bundleFile, 'utf8')))));
  console.log('verified');
} catch (error) {
  console.error(`${error.code ?? error.name}: ${error.message}`);
  process.exit(1);
}
