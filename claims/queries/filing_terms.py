"""What may be filed in a case, as the rules need it. Read from the database at most every few seconds a process."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from claims.crypto.blind import Generation
from claims.models import BreachNotice, Case, ConsentText, DataItem
from claims.queries.generations import filing_generations
from claims.queries.leaked_list import current_list
from claims.queries.rule_settings import current_rules
from claims.rules.stages import CaseStage, CaseType
from claims.rules.submission import ConsentTerm, DamagesTerm, FilingTerms, NoticeTerm
from claims.rules.verification import RuleSettings

_FRESH_SECONDS = 3.0


class CaseUnknown(LookupError):
    """There is no such case open to the public."""


@dataclass(frozen=True, slots=True)
class FilingCase:
    """A case with its terms, and all that the pages and the API show of it. Holds no personal data.

    `notices` are those that claimants can have received; `statements` everything that anyone said of the leak, the
    notices among it, oldest first. `disputed` are the codes of the data items on which the sources do not agree.
    `generations`: those of the blind keys that a claim is filed with. `rules`: what the case's claims are judged by.
    """

    case: Case
    terms: FilingTerms
    items: tuple[DataItem, ...]
    notices: tuple[BreachNotice, ...]
    statements: tuple[BreachNotice, ...]
    disputed: frozenset[str]
    consents: tuple[ConsentText, ...]
    consent_ids: Mapping[tuple[str, str], int]
    generations: tuple[Generation, ...]
    rules: RuleSettings
    open: bool


_kept: dict[str, tuple[float, FilingCase]] = {}


def filing_case(slug: str) -> FilingCase:
    """The case and its terms. Raises CaseUnknown. No query when this process read it within the last seconds.

    A case that closes meanwhile is caught by the filing statement itself, which looks at the stage again.
    """
    kept = _kept.get(slug)
    if kept and kept[0] > time.monotonic() and kept[1].terms.today == timezone.localdate():
        return kept[1]
    loaded = _load(slug)
    _kept[slug] = (time.monotonic() + _FRESH_SECONDS, loaded)
    return loaded


def open_cases() -> list[Case]:
    """Cases that take claims now, for the public list."""
    return list(Case.objects.filter(stage__in=OPEN_STAGES).order_by("pk"))


def forget_terms() -> None:
    """Drop what this process has kept, after a change that must show at once."""
    _kept.clear()


# Stages in which claims are taken.
OPEN_STAGES = (CaseStage.RECRUITING.value, CaseStage.CLAIMS_OPEN.value)


def _load(slug: str) -> FilingCase:
    case = Case.objects.select_related("incident").filter(slug=slug).exclude(stage=CaseStage.DRAFT).first()
    if case is None:
        raise CaseUnknown(slug)
    items = tuple(DataItem.objects.filter(incident=case.incident_id).order_by("bit"))
    statements = tuple(
        BreachNotice.objects.filter(incident=case.incident_id)
        .select_related("cohort")
        .prefetch_related("assertions__item")
        .order_by("dated", "pk")
    )
    notices = tuple(statement for statement in statements if statement.bit is not None)
    current = current_list(case.incident_id)
    cells = current.cells.values() if current else ()
    consents = tuple(ConsentText.objects.filter(case=case, current=True).order_by("position"))
    terms = FilingTerms(
        case=case.slug,
        items={item.code: item.bit for item in items},
        notices={n.code: NoticeTerm(bit=n.bit, date=n.dated) for n in notices if n.bit is not None},
        entrance_item=next((item.code for item in items if item.is_entrance_code), None),
        damages=DamagesTerm(case.damages_minimum, case.damages_standard, case.damages_maximum, case.currency),
        consents=tuple(ConsentTerm(c.code, c.version, c.required) for c in consents),
        today=timezone.localdate(),
    )
    return FilingCase(
        case=case,
        terms=terms,
        items=items,
        notices=notices,
        statements=statements,
        disputed=frozenset(item for row in cells for item, cell in row.items() if cell["disputed"]),
        consents=consents,
        consent_ids={(c.code, c.version): c.pk for c in consents},
        generations=filing_generations(),
        rules=current_rules(case.pk),
        open=case.stage in OPEN_STAGES,
    )


def first_stage(case_type: str) -> str:
    """The stage that a claim of this case type is filed into."""
    return "filed" if case_type == CaseType.CLASS_SETTLEMENT else "submitted"
