"""Checks a keyless Sigstore bundle of a statement with sigstore-python, offline; log entry, SCT and time are what it always wants.

    verify.py TRUSTED_ROOT BUNDLE IDENTITY ISSUER SHA256

Exit 0 and "verified" when it holds and names a subject of this digest, 1 and the verifier's own sentence when not.
"""

import json
import sys
from pathlib import Path

from sigstore.errors import Error
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier
from sigstore.verify.policy import Identity

trusted_root, bundle, identity, issuer, sha256 = sys.argv[1:]
try:
    verifier = Verifier(trusted_root=TrustedRoot.from_file(trusted_root))
    kind, payload = verifier.verify_dsse(
        Bundle.from_json(Path(bundle).read_bytes()), Identity(identity=identity, issuer=issuer)
    )
except Error as error:
    sys.exit(f"{type(error).__name__}: {error}")
if kind != "application/vnd.in-toto+json":
    sys.exit(f"signed, but of type {kind}")
if sha256 not in [subject["digest"].get("sha256") for subject in json.loads(payload)["subject"]]:
    sys.exit("signed, but of another artifact")
print("verified")
