"""Two claims side by side: field by field what was given, where it differs, and how far each part agrees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from claims.admin.personal import shown_value
from claims.models import Case, Claim, DuplicatePair
from claims.queries.personal_data import given
from claims.rules.normalise import mailbox, normal_name, normal_phone
from claims.wording.codes import label
from claims.wording.counsel import field_label
from claims.wording.differences import Change, Piece, difference
from claims.wording.duplicates import agreement_of, level_phrase
from claims.wording.formats import moment, won

_PARTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("name", ("name",)),
    ("birth", ("birth_date",)),
    ("phone", ("phone", "account_phone")),
    ("mail", ("email", "account_email")),
    ("address", ("postcode", "address")),
    ("", ("representative",)),
)
_NORMAL: Final[Mapping[str, Callable[[str], str | None]]] = {
    "name": normal_name,
    "phone": normal_phone,
    "account_phone": normal_phone,
    "email": mailbox,
    "account_email": mailbox,
}
#: Two numbers, mailboxes or homes that are others altogether share letters by chance; marks would mean nothing.
_ALWAYS_MARKED: Final = frozenset({"name", "birth"})
#: So many changes are told in words; more would be a list of letters.
_CHANGES_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two claims at the head of its column. Without `case` it is one that the reader does not work on."""

    key: str
    title: str
    claim: Claim
    case: Case | None

    @property
    def number(self) -> str:
        """The claim's number, where the reader may know it."""
        return self.claim.number if self.case else ""

    @property
    def stage(self) -> str:
        """The claim's stage."""
        return self.claim.stage

    @property
    def erased(self) -> bool:
        """Whether nothing of the person can be read any more."""
        return self.claim.claimant.wrapped_key is None


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """One field of one claim. `pieces` is None where the value is not shown."""

    side: str
    given: bool
    pieces: tuple[Piece, ...] | None


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One field of both claims, and what is to be said of them together."""

    title: str
    cells: tuple[Cell, Cell]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """The fields that one comparison looks at. `agreement` and `phrase` are empty where nothing is compared."""

    rows: tuple[Row, ...]
    agreement: str = ""
    phrase: str = ""


Values = Mapping[str, str]


def sides(pair: DuplicatePair, cases: Mapping[int, Case]) -> tuple[Side, Side]:
    """Return the heads of the two columns. `cases`: those that the reader works on, by id."""
    return (
        Side("earlier", _("Came first"), pair.earlier, cases.get(pair.earlier.case_id)),
        Side("later", _("Came later"), pair.later, cases.get(pair.later.case_id)),
    )


def parts(pair: DuplicatePair, heads: tuple[Side, Side], values: tuple[Values, Values] | None) -> list[Part]:
    """Return everything to compare. `values`: what was opened of both claims, or None where nothing was."""
    given_on = [frozenset() if head.erased else given(head.claim) for head in heads]
    made = []
    for code, fields in _PARTS:
        wanted = [field for field in fields if any(field in there for there in given_on)]
        if not wanted:
            continue
        level = pair.levels.get(code, "")
        marked = code in _ALWAYS_MARKED or agreement_of(level) != "differs"
        rows = [_row(field, heads, [field in there for there in given_on], values, marked=marked) for field in wanted]
        if level == "same" and values and not _some_row_agrees(wanted, values):
            last = rows[-1]
            rows[-1] = Row(last.title, last.cells, (*last.notes, _("One claim's contact is the other's account.")))
        if code and level:
            made.append(Part(tuple(rows), agreement_of(level), level_phrase(code, level)))
        else:
            made.append(Part(tuple(rows)))
    made.append(Part(tuple(_facts(heads))))
    return made


def _row(
    field: str, heads: tuple[Side, Side], there: list[bool], values: tuple[Values, Values] | None, *, marked: bool
) -> Row:
    title = field_label(field)
    if values is None or any(head.case is None for head in heads):
        return Row(title, _cells(heads, there, (None, None)))
    left, right = (_shown(field, each) for each in values)
    if not (left and right and marked):
        return Row(title, _cells(heads, there, _plain(left, right)))
    found = difference(left, right)
    if found.same:
        return Row(title, _cells(heads, there, _plain(left, right)))
    normal = _NORMAL.get(field)
    if normal and (form := normal(left)) is not None and form == normal(right):
        return Row(title, _cells(heads, there, _plain(left, right)), (_("The same, written in another way."),))
    notes = tuple(_told(change) for change in found.changes) if len(found.changes) <= _CHANGES_TOLD else ()
    return Row(title, _cells(heads, there, (found.left, found.right)), notes)


def _shown(field: str, values: Values) -> str:
    value = values.get(field)
    # Dates stay as they were stored: day under day, month under month, so that a slip stands out.
    return (value if field == "birth_date" else shown_value(field, value)) or ""


def _plain(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    return (Piece(left, False),), (Piece(right, False),)


def _cells(
    heads: tuple[Side, Side], there: list[bool], pieces: tuple[tuple[Piece, ...] | None, tuple[Piece, ...] | None]
) -> tuple[Cell, Cell]:
    return (
        Cell(heads[0].title, there[0], pieces[0]),
        Cell(heads[1].title, there[1], pieces[1]),
    )


def _some_row_agrees(fields: list[str], values: tuple[Values, Values]) -> bool:
    for field in fields:
        normal = _NORMAL.get(field, str.casefold)
        left, right = (each.get(field) for each in values)
        if left and right and normal(left) == normal(right):
            return True
    return False


def _told(change: Change) -> str:
    """A difference as a sentence, for whoever does not see the marks."""
    if not change.left:
        return _("Only in the later claim: “%(text)s”") % {"text": change.right}
    if not change.right:
        return _("Only in the earlier claim: “%(text)s”") % {"text": change.left}
    return _("Earlier “%(left)s”, later “%(right)s”") % {"left": change.left, "right": change.right}


def _facts(heads: tuple[Side, Side]) -> list[Row]:
    """What the claims say besides, none of it personal; only of claims that the reader works on."""
    facts: tuple[tuple[str, Callable[[Claim], str]], ...] = (
        (_("Received on"), lambda claim: moment(claim.received_at)),
        (_("Claimant type"), lambda claim: label("claimant_type", claim.claimant_type) if claim.claimant_type else ""),
        (_("Damages sought"), lambda claim: "" if claim.damages_sought is None else won(claim.damages_sought)),
        (_("Language"), lambda claim: _("Korean") if claim.claimant.language == "ko" else _("English")),
        (_("Door"), lambda claim: label("door", claim.door)),
        (_("Account opened"), lambda claim: claim.joined.strftime("%Y-%m") if claim.joined else ""),
        (_("Own reference"), lambda claim: claim.external_ref or ""),
    )
    rows = []
    for title, read in facts:
        texts = [read(head.claim) if head.case else None for head in heads]
        if any(texts):
            cells = [
                Cell(head.title, text != "", None if text is None else (Piece(text, False),))
                for head, text in zip(heads, texts, strict=True)
            ]
            rows.append(Row(title, (cells[0], cells[1])))
    return rows
