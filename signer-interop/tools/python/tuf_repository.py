"""Makes a TUF repository with python-tuf, the reference implementation, and changes it.

    tuf_repository.py DIRECTORY ACT

Acts: "create TARGET_FILE", "target TARGET_FILE" (a new version of it), "rotate" (a new root with new keys of root, signed by old and
new), and attacks of someone who holds the timestamp's and snapshot's keys, or none: "expire ROLE", "rollback" (an older snapshot under a
new timestamp), "unsigned-root", "few-signatures", "oversize", "wrong-target", "mixed" (a new timestamp without its snapshot).
"delegate TARGET_FILE" has the target in the role "inner", to which "roots" delegates, which two of three keys sign and the targets delegate to;
attacks on them: "delegated-path" (the target is in a role that was not given it), "delegated-few" (one key of two signs), "delegated-old"
(an older version under a new snapshot), "delegated-unlisted" (none in the snapshot), "delegated-expired".
Keys and the current state are kept in DIRECTORY/keys, what is published in DIRECTORY/published, the root to begin with is DIRECTORY/root.json.
"""

import copy
import pickle
import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

ROLES = ("root", "timestamp", "snapshot", "targets")
NAME = "trusted_root.json"
base, act, *arguments = sys.argv[1:]
base = Path(base)
published = base / "published"


def later(days=30):
    return (datetime.now(timezone.utc) + timedelta(days=days)).replace(microsecond=0)


def new_keys(role):
    """Two of two for root, as kinds that Sigstore's repositories have; three for a delegated role; one for the others."""
    if role not in ROLES:
        kinds = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)] + [ed25519.Ed25519PrivateKey.generate()]
    elif role == "root":
        kinds = [ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()]
    else:
        kinds = [ec.generate_private_key(ec.SECP256R1())]
    return [CryptoSigner(kind) for kind in kinds]


class Repository:
    def __init__(self):
        self.keys = {role: new_keys(role) for role in ROLES}
        self.root = Root(expires=later(), consistent_snapshot=True)
        self.timestamp = Timestamp(expires=later())
        self.snapshot = Snapshot(expires=later())
        self.targets = Targets(expires=later())
        self.delegated = []
        for role in ROLES:
            self.name_keys(role)

    def name_keys(self, role):
        for signer in self.keys[role]:
            self.root.add_key(signer.public_key, role)
        self.root.roles[role].threshold = len(self.keys[role])

    def signed(self, role, signers=None):
        metadata = Metadata(copy.deepcopy(getattr(self, role)))
        for signer in self.keys[role] if signers is None else signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes(JSONSerializer(compact=False))

    def publish(self, role, signers=None, content=None):
        version = getattr(self, role).version
        name = "timestamp.json" if role == "timestamp" else f"{version}.{role}.json"
        (published / name).write_bytes(content or self.signed(role, signers))

    def delegate(self, by, role, paths):
        """From one role to another; two of the three keys of that sign."""
        self.keys[role] = new_keys(role)
        setattr(self, role, Targets(expires=later()))
        self.delegated.append(role)
        delegations = getattr(self, by).delegations or Delegations({}, {})
        delegations.roles[role] = DelegatedRole(role, [], 2, False, paths)
        getattr(self, by).delegations = delegations
        for signer in self.keys[role]:
            getattr(self, by).add_key(signer.public_key, role)

    def publish_target(self, file, role="targets"):
        content = Path(file).read_bytes()
        target = TargetFile.from_data(NAME, content, ["sha256"])
        getattr(self, role).targets[NAME] = target
        (published / "targets").mkdir(exist_ok=True)
        (published / "targets" / f"{target.hashes['sha256']}.{NAME}").write_bytes(content)

    def publish_all(self):
        for role in self.delegated:
            self.publish(role, self.keys[role][:2])
            self.snapshot.meta[f"{role}.json"] = MetaFile(getattr(self, role).version)
        self.publish("targets")
        self.snapshot.meta["targets.json"] = MetaFile(self.targets.version)
        self.publish("snapshot")
        self.timestamp.snapshot_meta = MetaFile(self.snapshot.version)
        self.publish("timestamp")

    def next(self, *roles):
        for role in roles:
            getattr(self, role).version += 1

    def save(self):
        state = {role: getattr(self, role).to_dict() for role in (*ROLES, *self.delegated)}
        keys = {
            role: [(s.private_bytes, s.public_key.keyid, s.public_key.to_dict()) for s in signers]
            for role, signers in self.keys.items()
        }
        (base / "keys").write_bytes(pickle.dumps((state, keys)))

    @classmethod
    def load(cls):
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
        from securesystemslib.signer import SSlibKey

        state, keys = pickle.loads((base / "keys").read_bytes())
        self = cls.__new__(cls)
        self.delegated = [role for role in state if role not in ROLES]
        kinds = dict(zip(ROLES, (Root, Timestamp, Snapshot, Targets)))
        for role in state:
            setattr(self, role, kinds.get(role, Targets).from_dict(state[role]))
        self.keys = {
            role: [
                CryptoSigner(load_pem_private_key(pem, None), SSlibKey.from_dict(keyid, public))
                for pem, keyid, public in signers
            ]
            for role, signers in keys.items()
        }
        return self


def new_root(repository, signers):
    repository.next("root")
    repository.publish("root", signers)


if act == "create":
    base.mkdir(exist_ok=True)
    published.mkdir()
    repository = Repository()
    repository.publish("root")
    shutil.copy(published / "1.root.json", base / "root.json")
    repository.publish_target(arguments[0])
    repository.publish_all()
    repository.save()
    sys.exit()

repository = Repository.load()
if act == "target":
    repository.publish_target(arguments[0])
    repository.next("timestamp", "snapshot", "targets")
    repository.publish_all()
elif act == "rotate":
    old = repository.keys["root"]
    for signer in old:
        repository.root.revoke_key(signer.public_key.keyid, "root")
    repository.keys["root"] = new_keys("root")
    repository.name_keys("root")
    new_root(repository, old + repository.keys["root"])
elif act == "unsigned-root":
    repository.keys["root"] = new_keys("root")
    repository.root.roles["root"].keyids = []
    repository.name_keys("root")
    new_root(repository, repository.keys["root"])
elif act == "few-signatures":
    new_root(repository, repository.keys["root"][:1])
elif act == "delegate":
    repository.targets.targets.clear()
    repository.delegate("targets", "roots", ["trusted_*.json"])
    repository.delegate("roots", "inner", ["*"])
    repository.publish_target(arguments[0], "inner")
    repository.next("timestamp", "snapshot", "targets", "inner")
    repository.publish_all()
elif act.startswith("delegated-"):
    repository.next("timestamp", "snapshot", "targets", "inner")
    if act == "delegated-path":
        repository.targets.delegations.roles["roots"].paths = ["other/*"]
    elif act == "delegated-expired":
        repository.inner.expires = later(-1)
    elif act == "delegated-old":
        repository.inner.version -= 2
    repository.publish_all()
    if act == "delegated-few":
        repository.publish("inner", repository.keys["inner"][:1])
    elif act == "delegated-unlisted":
        del repository.snapshot.meta["inner.json"]
        repository.publish("snapshot")
elif act == "expire":
    role = arguments[0]
    getattr(repository, role).expires = later(-1)
    repository.next("timestamp", "snapshot", "targets")
    if role == "root":
        new_root(repository, repository.keys["root"])
    repository.publish_all()
elif act == "rollback":
    repository.next("timestamp")
    repository.snapshot.version -= 1
    repository.targets.version -= 1
    repository.publish_all()
elif act == "mixed":
    repository.next("timestamp", "snapshot", "targets")
    repository.publish_all()
    (published / f"{repository.snapshot.version}.snapshot.json").unlink()
elif act == "oversize":
    repository.timestamp.unrecognized_fields["padding"] = "x" * 200_000
    repository.next("timestamp")
    repository.publish("timestamp")
elif act == "wrong-target":
    for file in (published / "targets").iterdir():
        content = file.read_bytes()
        file.write_bytes(content.replace(b"2026", b"2062", 1) if b"2026" in content else bytes(len(content)))
else:
    sys.exit(f"no such act: {act}")
repository.save()
