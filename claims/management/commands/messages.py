"""Translations: what is to be translated, found without gettext's programs, and what the catalogues lack."""

import io
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

ROOTS: Final = ("claims", "config", "intake")
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Named and positional, of both kinds of formatting; an escaped %% is stepped over.
_PLACEHOLDER: Final = re.compile(r"%%|(%\(\w+\)[a-z]|%[ds]|\{\w*\})")


class Command(BaseCommand):
    """Bring every catalogue up to the texts in the code, or only say what it lacks."""

    help = (
        "Find the texts to translate in Python and templates and merge them into locale/*/LC_MESSAGES/django.po. "
        "Translations are kept; texts that are no longer used go."
    )
    requires_system_checks = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; list what is missing or wrong, and fail if anything is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Merge, or check; then say what every catalogue lacks."""
        template = used_texts(Path(settings.BASE_DIR))
        found: list[str] = []
        for path in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
            language = path.parent.parent.name
            catalogue = read_catalogue(path)
            if not options["check"]:
                catalogue = merged(catalogue, template)
                write_catalogue(path, catalogue)
            found += [f"{language}: {problem}" for problem in problems(catalogue, template)]
        for line in found:
            self.stdout.write(line)
        if found and options["check"]:
            raise CommandError(f"{len(found)} texts are not translated as they should be.")
        self.stdout.write(f"{len(template)} texts, {len(found)} to see to.")


def used_texts(base: Path) -> Catalog:
    """Return every text that the code under `base` asks gettext for, with the files that do."""
    texts = Catalog()
    for root in ROOTS:
        for path in sorted((base / root).rglob("*")):
            source = _as_python(path)
            if source is None:
                continue
            place = path.relative_to(base).as_posix()
            found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",))
            for _line, text, comments, context in found:
                texts.add(text, locations=[(place, 0)], auto_comments=comments, context=context)
    return texts


def _as_python(path: Path) -> str | None:
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    if "templates" in path.parts and path.suffix in {".html", ".txt"}:
        # A template's indentation means nothing; within parentheses Python does not look at it.
        return f"(\n{templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)"
    return None


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue of one .po file, with what it keeps of texts that were dropped."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that the same texts give the same bytes: sorted by file, without line numbers."""
    written = io.BytesIO()
    write_po(written, catalogue, width=110, sort_by_file=True, include_lineno=False)
    if path.read_bytes() != written.getvalue():
        path.write_bytes(written.getvalue())


def merged(old: Catalog, template: Catalog) -> Catalog:
    """Return the template's texts with the translations that exist of exactly these texts."""
    new = Catalog(
        locale=old.locale,
        header_comment=old.header_comment,
        project=old.project,
        version=old.version,
        msgid_bugs_address=old.msgid_bugs_address,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        fuzzy=False,
    )
    for text in _texts(template):
        known = old.get(_key(text), context=text.context)
        new.add(
            text.id,
            known.string if known and known.id == text.id else "",
            locations=text.locations,
            auto_comments=text.auto_comments,
            user_comments=known.user_comments if known else (),
            context=text.context,
        )
    return new


def problems(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield, as one line each, what keeps a catalogue from being the whole and exact translation of the template."""
    wanted = {(_key(text), text.context) for text in _texts(template)}
    have = {(_key(text), text.context) for text in _texts(catalogue)}
    for key, _context in sorted(wanted - have, key=str):
        yield f"not in the catalogue: {key!r}"
    for key, _context in sorted(have - wanted, key=str):
        yield f"no longer used: {key!r}"
    for obsolete in catalogue.obsolete.values():
        yield f"no longer used: {_key(obsolete)!r}"
    for text in _texts(catalogue):
        problem = _problem(text)
        if problem:
            yield f"{problem}: {_key(text)!r}"


def _problem(text: Message) -> str | None:
    forms = [text.string] if isinstance(text.string, str) else list(text.string or [""])
    original = text.id if isinstance(text.id, str) else text.id[-1]
    if not all(forms):
        return "not translated"
    if text.fuzzy:
        return "only guessed (fuzzy)"
    if any(_placeholders(form) != _placeholders(original) for form in forms):
        return "other placeholders in the translation"
    if original in forms:
        return "the same as the English"
    return None


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(text: Message) -> str:
    return text.id if isinstance(text.id, str) else text.id[0]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text)) - {""}
