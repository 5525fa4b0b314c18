"""`modelpost convert`: translate between formats, in both directions."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from modelpost import formats
from modelpost.cli.assembly import Assembly, assembled
from modelpost.cli.ending import Exit, Parser, WrongUsage, sentence, tell
from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.registry import Registry
from modelpost.core.secret_hunt import Cleared, cleared
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.formats.api import LARGEST, Exported, Format, Imported, ImportedCollection, Writer, in_file, text_of
from modelpost.store.atomic import write_atomically
from modelpost.store.files import read_whole
from modelpost.store.opencollection.places import ITEM_ENDING, ROOT_FILE, root_above
from modelpost.store.opencollection.requests import next_sequence, write_new

_NATIVE = ("opencollection", "native")


def main(argv: list[str]) -> int:
    """Translate; return the exit code. Raises ModelpostError for what cannot be read or written."""
    registry: Registry[Format] = Registry.discover(formats)
    options = _arguments(argv, registry)
    with assembled() as services:
        imported = _read(options.input, registry, services)
        for loss in imported.losses:
            tell(sentence(loss))
        if options.to in _NATIVE:
            _write_native(imported, options, services)
        else:
            _write_foreign(imported, registry[options.to], options)
    return Exit.GOT_IT


def _arguments(argv: list[str], registry: Registry[Format]) -> argparse.Namespace:
    writable = [plugin.name for plugin in registry if isinstance(plugin, Writer)]
    parser = Parser(
        prog="modelpost convert",
        description=str(Message("Translate a collection or a request into another format.")),
        epilog=str(
            Message(
                "What the other format has no place for is named on standard error. No value of a secret is written to "
                "a file. Exit codes: 0 it was translated, 2 wrong usage or an input that cannot be read."
            )
        ),
        allow_abbrev=False,
    )
    parser.add_argument(
        "input",
        metavar="INPUT",
        help=str(Message("a collection (folder), a request or a file of another format, - for standard input")),
    )
    parser.add_argument(
        "--to",
        metavar="FORMAT",
        required=True,
        choices=[*_NATIVE, *writable],
        help=str(Message("the format to translate into: {names}", names=", ".join([_NATIVE[0], *writable]))),
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", help=str(Message("the folder or file to write; a native request ends in .yml"))
    )
    parser.add_argument(
        "--environment", metavar="NAME", help=str(Message("write this environment instead of the collection"))
    )
    parser.add_argument(
        "--keep-secrets", action="store_true", help=str(Message("put the secrets that are found into the keyring"))
    )
    parser.add_argument("--force", action="store_true", help=str(Message("write over a file that is there already")))
    options = parser.parse_args(argv)
    if options.to in _NATIVE and not options.output:
        parser.error(str(Message("give the folder to write with --output")))
    return options


# Reading --------------------------------------------------------------------------------------------------------------


def _read(given: str, registry: Registry[Format], services: Assembly) -> ImportedCollection:
    place = Path(given).expanduser()
    if given != "-" and place.is_dir():
        return ImportedCollection(*services.collections.contents(given))
    if given != "-" and place.suffix == ITEM_ENDING:
        root, path = services.collections.locate(given)
        draft = services.collections.read(root, path).draft
        return ImportedCollection(CollectionContents(FolderContents(draft.name, (draft,))))
    content = sys.stdin.buffer.read(LARGEST + 1) if given == "-" else read_whole(place, up_to=LARGEST)
    if given == "-":
        return _read_foreign(content, "", registry)
    try:
        return _read_foreign(content, place.stem, registry)
    except FormatTrouble as trouble:
        raise in_file(trouble, place.name) from trouble


def _read_foreign(content: bytes, name: str, registry: Registry[Format]) -> ImportedCollection:
    text = text_of(content)
    for plugin in registry:
        if plugin.recognises(text):
            imported = plugin.read(text, name)
            return imported if isinstance(imported, ImportedCollection) else _as_collection(imported, name)
    known = ", ".join(plugin.label.filled() for plugin in registry)
    raise FormatTrouble(
        Message("The text is of no format that is known"), Message("Known are: {names}.", names=known), line=1
    )


def _as_collection(imported: Imported, name: str) -> ImportedCollection:
    return ImportedCollection(CollectionContents(FolderContents(name or "Imported", imported.drafts)), imported.losses)


# Writing --------------------------------------------------------------------------------------------------------------


def _write_native(imported: ImportedCollection, options: argparse.Namespace, services: Assembly) -> None:
    place = Path(options.output).expanduser().absolute()
    if place.suffix == ITEM_ENDING:
        _write_request(imported, place, options, services)
        return
    is_collection = (place / ROOT_FILE).is_file()
    taken: Iterable[str] = ()
    if is_collection:
        known = services.collections.open(str(place))
        taken = [each.name for each in known.tree.variables]
    found = cleared(imported.contents, imported.secrets, frozenset(taken))
    if is_collection:
        writer = services.collections.writing_into(str(place), found.contents)
    else:
        writer = services.collections.writing_new(str(place), found.contents)
    for _ in writer.steps():
        pass
    _tell_secrets(found, writer.refs, options, services)


def _write_request(imported: ImportedCollection, place: Path, options: argparse.Namespace, services: Assembly) -> None:
    """Write the one request of the input as a file at the place that the user chose."""
    drafts = tuple(imported.contents.tree.requests())
    if len(drafts) != 1:
        raise WrongUsage(
            Message("There are {n} requests in the input", n=len(drafts)),
            Message("Give a folder with --output, not the file of one request."),
        )
    found = cleared(imported.contents, imported.secrets)
    (draft,) = found.contents.tree.requests()
    if place.exists():
        raise _there_already(place)
    root = root_above(place.parent) or place.parent
    named = replace(draft, name=draft.name or place.stem)
    write_new(root, place.relative_to(root).as_posix(), named, next_sequence(place.parent))
    refs: dict[SecretRef, SecretRef] = {}
    if (root / ROOT_FILE).is_file():
        collection = services.collections.open(str(root))
        for secret in found.secrets:
            refs[secret.ref] = services.collections.declare_secret(collection, None, secret.ref.name)
    _tell_secrets(found, refs, options, services)


def _write_foreign(imported: ImportedCollection, plugin: Format, options: argparse.Namespace) -> None:
    if not isinstance(plugin, Writer):  # the parser knows only those
        raise TypeError(plugin.name)
    found = cleared(imported.contents, imported.secrets)
    exported = _exported(plugin, found.contents, options.environment)
    for loss in exported.losses:
        tell(sentence(loss))
    for secret in found.secrets:
        tell(sentence(Message("The value of the secret {name} was left out.", name=secret.ref.name)))
    if not options.output:
        sys.stdout.write(exported.text)
        return
    place = Path(options.output).expanduser().absolute()
    if place.exists() and not options.force:
        raise _there_already(place)
    write_atomically(place, exported.text.encode("utf-8", "replace"))


def _exported(plugin: Writer, contents: CollectionContents, environment: str | None) -> Exported:
    if environment is None:
        return plugin.write(contents)
    names = [known.name for known in contents.environments]
    if environment not in names:
        raise WrongUsage(
            Message("The collection has no environment {name}", name=environment),
            Message("Its environments are: {names}.", names=", ".join(names)),
        )
    return plugin.write_environment(contents, environment)


def _there_already(place: Path) -> FileTrouble:
    return FileTrouble(
        str(place),
        Message("{path} is there already", path=place),
        Message("Choose another name. Nothing was written."),
    )


def _tell_secrets(
    found: Cleared, refs: Mapping[SecretRef, SecretRef], options: argparse.Namespace, services: Assembly
) -> None:
    """Keep the values that were found, or say which variables have none now."""
    for secret in found.secrets:
        ref = refs.get(secret.ref)
        if options.keep_secrets and ref is not None and secret.value:
            services.secrets.set(ref, secret.value)
            tell(sentence(Message("The secret {name} is in the keyring.", name=secret.ref.name)))
        else:
            tell(
                sentence(
                    Message(
                        "The value of the secret {name} is in no file. Enter it, or import with --keep-secrets.",
                        name=secret.ref.name,
                    )
                )
            )
    if found.masked:
        tell(sentence(Message("Credentials in saved answers, scripts and notes became dots: {n}.", n=found.masked)))
