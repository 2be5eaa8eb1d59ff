// Checks a keyless Sigstore bundle with @sigstore/verify, offline: log entry, SCT and time are required.
//   node verify-keyless.mjs TOOL_DIRECTORY TRUSTED_ROOT BUNDLE IDENTITY ISSUER
// Exit 0 and "verified" when it holds, 1 and the verifier's own code and sentence when not.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [toolDirectory, rootFile, bundleFile, identity, issuer] = process.argv.slice(2);
const require = createRequire(join(toolDirectory, 'package.json'));
const { bundleFromJSON } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

const trust = toTrustMaterial(TrustedRoot.fromJSON(read(rootFile)));
const verifier = new Verifier(trust, { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
const exactly = (text) => `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

try {
  verifier.verify(toSignedEntity(bundleFromJSON(read(bundleFile))), {
    subjectAlternativeName: exactly(identity),
    extensions: { issuer },
  });
  console.log('verified');
} catch (error) {
  console.error(`${error.code ?? error.name}: ${error.message}`);
  process.exit(1);
}
