"""Collections on disk: opened in place, read request by request, saved without disturbing what nobody changed."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection, Environment, FolderNode, RequestNode
from modelpost.core.variables import Variable
from modelpost.store.atomic import write_atomically
from modelpost.store.files import trouble_with
from modelpost.store.names import free_stem
from modelpost.store.opencollection import document as codec
from modelpost.store.opencollection.splice import CannotSplice, Change, changes, spliced
from modelpost.store.opencollection.yaml_text import decode, dump, load
from modelpost.store.profile import Profile

ROOT_FILE = "opencollection.yml"
FOLDER_FILE = "folder.yml"
ENVIRONMENTS = "environments"
_SIDECAR = ".view.yaml"
_DEEPEST_FOLDER = 12
_NOT_REQUESTS = {"graphql", "grpc", "websocket", "script"}


class ChangedOnDisk(ModelpostError):
    """Another program wrote to the file since it was read."""


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A draft as it was read or written, the plain document behind it, and how its files looked then."""

    draft: RequestDraft
    text: str
    sidecar: codec.Data
    fingerprint: str
    sequence: float = 1


class Collections:
    """All access to collections. Every call touches the disk; errors are ModelpostErrors with file and line."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    # Reading ---------------------------------------------------------------------------------------------------------

    def open(self, root: str) -> Collection:
        """Open a folder in place."""
        top = Path(root).expanduser().absolute()
        if not (top / ROOT_FILE).is_file():
            raise FormatTrouble(
                Message("{name} is not a collection", name=top.name),
                Message("A collection is a folder with a file {file}. Choose one, or make a new one.", file=ROOT_FILE),
            )
        data = _data(top / ROOT_FILE)
        sidecar = _sidecar(top / ROOT_FILE)
        owner = self._owner(top, data)
        request = codec.as_mapping(data.get("request"))
        variables = codec.read_variables(request.get("variables"))
        variables += _secret_variables(sidecar, owner, "collection")
        name = codec.as_text(codec.as_mapping(data.get("info")).get("name")) or top.name
        tree = FolderNode(
            "", name, self._children(top, top, owner, 0), codec.read_defaults(request, sidecar), variables
        )
        return Collection(str(top), owner, tree, self._environments(top, owner))

    def read(self, root: str, path: str) -> FileDraft:
        """Read a request."""
        file = self._inside(root, path)
        content = _bytes(file)
        text = decode(content, file.name)
        data = load(text, file.name)
        if not isinstance(data, dict):
            raise FormatTrouble(
                Message("{name} is not a request", name=file.name), Message("It holds no mapping of names to values.")
            )
        sidecar = _sidecar(file)
        document = codec.as_mapping(data)
        draft = codec.to_draft(document, sidecar, file.stem)
        return FileDraft(draft, text, sidecar, _fingerprint(file), _sequence(document))

    def _children(self, top: Path, folder: Path, owner: str, depth: int) -> tuple[FolderNode | RequestNode, ...]:
        nodes: list[FolderNode | RequestNode] = []
        for path in sorted(folder.iterdir(), key=lambda entry: entry.name.lower()):
            if path.name.startswith((".", "node_modules")) or path.is_symlink():
                continue  # a link could lead out of the collection
            if path.is_dir():
                is_ours = path.name == ENVIRONMENTS and folder == top
                if not is_ours and depth < _DEEPEST_FOLDER and _holds_items(path):
                    nodes.append(self._folder(top, path, owner, depth + 1))
            elif path.suffix == ".yml" and path.name not in (ROOT_FILE, FOLDER_FILE):
                nodes.append(self._request(top, path))
        return tuple(sorted(nodes, key=lambda node: (node.sequence or 1e9, node.name.lower())))

    def _folder(self, top: Path, path: Path, owner: str, depth: int) -> FolderNode:
        relative = path.relative_to(top).as_posix()
        children = self._children(top, path, owner, depth)
        file = path / FOLDER_FILE
        if not file.is_file():
            return FolderNode(relative, path.name, children)
        try:
            data = _data(file)
        except ModelpostError as error:
            return FolderNode(relative, path.name, children, trouble=_said(error))
        sidecar = _sidecar(file)
        info, request = codec.as_mapping(data.get("info")), codec.as_mapping(data.get("request"))
        variables = codec.read_variables(request.get("variables"))
        variables += _secret_variables(sidecar, owner, f"folder:{sidecar.get('id') or relative}")
        name = codec.as_text(info.get("name")) or path.name
        return FolderNode(relative, name, children, codec.read_defaults(request, sidecar), variables, _sequence(data))

    def _request(self, top: Path, path: Path) -> RequestNode:
        relative = path.relative_to(top).as_posix()
        try:
            data = _data(path)
        except ModelpostError as error:
            return RequestNode(relative, path.stem, trouble=_said(error))
        info, http = codec.as_mapping(data.get("info")), codec.as_mapping(data.get("http"))
        kind = codec.as_text(info.get("type"))
        trouble = Message("Modelpost cannot send {kind} requests. The file is kept as it is.", kind=kind)
        return RequestNode(
            relative,
            codec.as_text(info.get("name")) or path.stem,
            codec.as_text(http.get("method")) or "GET",
            codec.as_text(http.get("url")),
            _sequence(data),
            trouble if kind in _NOT_REQUESTS else None,
        )

    def _environments(self, top: Path, owner: str) -> tuple[Environment, ...]:
        folder = top / ENVIRONMENTS
        if not folder.is_dir():
            return ()
        found: list[Environment] = []
        for path in sorted(folder.glob("*.yml")):
            try:
                data = _data(path)
            except ModelpostError:
                continue  # a broken environment must not keep the collection from opening; it is simply not offered
            name = codec.as_text(data.get("name")) or path.stem
            entries = data.get("variables")
            secret = tuple(
                Variable(entry, SecretRef(owner, f"env:{name}", entry))
                for entry in codec.secret_names(entries)
                if entry
            )
            color = codec.as_text(data.get("color"))
            found.append(
                Environment(name, codec.read_variables(entries) + secret, color, path.relative_to(top).as_posix())
            )
        return tuple(found)

    def _owner(self, top: Path, data: codec.Data) -> str:
        """Return the collection's id: its own, else the one that the profile has for its place."""
        extensions = codec.as_mapping(codec.as_mapping(data.get("extensions")).get("modelpost"))
        own = codec.as_text(extensions.get("id"))
        if own:
            return own
        known = _json(self._profile.collection_ids)
        place = str(top.resolve())
        if place not in known:
            known[place] = secrets.token_hex(8)
            write_atomically(self._profile.collection_ids, json.dumps(known, indent=1).encode(), mode=0o600)
        return str(known[place])

    # Writing ---------------------------------------------------------------------------------------------------------

    def save(self, root: str, path: str, draft: RequestDraft, before: FileDraft) -> FileDraft:
        """Write a draft over its file, changing nothing in the text but what differs."""
        file = self._inside(root, path)
        if _fingerprint(file) != before.fingerprint:
            raise ChangedOnDisk(
                Message("{name} was changed by another program", name=file.name),
                Message("Open it again to see that version, or save yours under another name."),
            )
        wanted = changes(codec.to_document(before.draft, before.sequence), codec.to_document(draft, before.sequence))
        text = _rewritten(before, draft, file.name, wanted)
        if text != before.text:
            write_atomically(file, _encoded(text, _bytes(file)))
        _write_sidecar(file, before.sidecar, codec.to_sidecar(before.draft), codec.to_sidecar(draft))
        return self.read(root, path)

    def save_as(self, root: str, folder: str, draft: RequestDraft) -> tuple[str, FileDraft]:
        """Write a draft as a new file in a folder of the collection; return its path and how it was written."""
        parent = self._inside(root, folder) if folder else Path(root)
        stem = free_stem(parent, draft.name or "request")
        file = parent / f"{stem}.yml"
        sequence = 1 + max((_sequence_of(path) for path in parent.glob("*.yml") if path.name != FOLDER_FILE), default=0)
        write_atomically(file, dump(codec.to_document(draft, sequence)).encode())
        _write_sidecar(file, {}, {}, codec.to_sidecar(draft))
        path = file.relative_to(Path(root)).as_posix()
        return path, self.read(root, path)

    def create(self, root: str, name: str) -> Collection:
        """Make a folder a collection, new or not, and open it."""
        top = Path(root).expanduser().absolute()
        if not (top / ROOT_FILE).exists():
            document = {
                "opencollection": "1.0.0",
                "info": {"name": name or top.name},
                "extensions": {"modelpost": {"id": secrets.token_hex(8)}},
            }
            write_atomically(top / ROOT_FILE, dump(document).encode())
        return self.open(str(top))

    def declare_secret(self, collection: Collection, environment: Environment | None, name: str) -> SecretRef:
        """Note that a secret is used, in the environment's file or in the collection's sidecar; never its value."""
        top = Path(collection.root)
        if environment is None:
            file = top / ROOT_FILE
            sidecar = _sidecar(file)
            names = [str(entry) for entry in codec.as_list(sidecar.get("secrets"))]
            if name not in names:
                _write_sidecar(file, sidecar, {"secrets": names}, {"secrets": [*names, name]})
            return SecretRef(collection.id, "collection", name)
        file = self._inside(collection.root, environment.path)
        data = _data(file)
        entries = codec.as_mappings(data.get("variables"))
        if not any(entry.get("name") == name and entry.get("secret") for entry in entries):
            text = decode(_bytes(file), file.name)
            wanted = {**data, "variables": [*entries, {"name": name, "secret": True}]}
            write_atomically(file, dump(wanted).encode() if not text.strip() else _with_entry(text, wanted).encode())
        return SecretRef(collection.id, f"env:{environment.name}", name)

    @staticmethod
    def _inside(root: str, path: str) -> Path:
        """Return a file of a collection; raises FormatTrouble for a path that leads out of it."""
        top = Path(root).resolve()
        file = (Path(root) / path).resolve()
        if not file.is_relative_to(top):
            raise FormatTrouble(
                Message("{path} leads out of the collection", path=path), Message("Choose a place inside it.")
            )
        return Path(root) / path


def _rewritten(before: FileDraft, draft: RequestDraft, name: str, wanted: list[Change]) -> str:
    """Return the text with the changes in it: spliced, or written anew where the layout does not allow that."""
    if not wanted:
        return before.text
    try:
        text = spliced(before.text, wanted)
        if _means(text, draft, name, before):
            return text
    except (CannotSplice, FormatTrouble):
        pass  # fall through to writing anew: comments are lost then, but never content
    data = codec.as_mapping(load(before.text, name))
    fresh = codec.to_document(draft, before.sequence)
    merged = {**data, **fresh, "info": {**codec.as_mapping(data.get("info")), **fresh["info"]}}
    for block in ("settings", "docs"):
        if block not in fresh:
            merged.pop(block, None)
    return dump(merged)


def _means(text: str, draft: RequestDraft, name: str, before: FileDraft) -> bool:
    document = codec.as_mapping(load(text, name))
    sidecar = {**before.sidecar, **codec.to_sidecar(draft)}
    for key in codec.to_sidecar(before.draft).keys() - codec.to_sidecar(draft).keys():
        sidecar.pop(key, None)
    return codec.to_draft(document, sidecar, draft.name) == draft


def _with_entry(text: str, wanted: codec.Data) -> str:
    try:
        return spliced(text, [Change(("variables",), wanted["variables"])])
    except CannotSplice:
        return dump(wanted)


def _write_sidecar(file: Path, current: codec.Data, before: codec.Data, after: codec.Data) -> None:
    """Bring the sidecar of a file up to date; keys we do not know survive, an empty one goes."""
    if before == after:
        return
    kept = {key: value for key, value in current.items() if key not in before}
    content = {**kept, **after}
    path = _sidecar_path(file)
    if content:
        write_atomically(path, dump(content).encode())
    else:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise trouble_with(str(path), error) from error


def _sidecar_path(file: Path) -> Path:
    return file.with_name(file.stem + _SIDECAR)


def _sidecar(file: Path) -> codec.Data:
    path = _sidecar_path(file)
    if not path.is_file():
        return {}
    return codec.as_mapping(load(decode(_bytes(path), path.name), path.name))


def _data(file: Path) -> codec.Data:
    return codec.as_mapping(load(decode(_bytes(file), file.name), file.name))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise trouble_with(str(file), error) from error


def _encoded(text: str, before: bytes) -> bytes:
    return (b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b"") + text.encode()


def _fingerprint(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _json(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _sequence(data: codec.Data) -> float:
    found = codec.as_mapping(data.get("info")).get("seq")
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0


def _sequence_of(file: Path) -> float:
    try:
        return _sequence(_data(file))
    except ModelpostError:
        return 0.0


def _secret_variables(sidecar: codec.Data, owner: str, scope: str) -> tuple[Variable, ...]:
    names = [str(entry) for entry in codec.as_list(sidecar.get("secrets"))]
    return tuple(Variable(name, SecretRef(owner, scope, name)) for name in names)


def _holds_items(folder: Path) -> bool:
    return (folder / FOLDER_FILE).is_file() or any(folder.glob("*.yml")) or any(folder.glob("*/*.yml"))


def _said(error: ModelpostError) -> Message:
    return Message("{what}. {why}", what=error.summary, why=error.hint)
