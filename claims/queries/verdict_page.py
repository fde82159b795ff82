"""Why a claim was judged so, in one piece: what counsel's page and the operator's command show of one run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import (
    BreachNotice,
    Claim,
    ClaimTransition,
    Cohort,
    ConsentText,
    DataItem,
    Finding,
    LeakAssertion,
    LeakedFieldList,
    Verification,
)
from claims.queries.leaked_list import derived, with_sources
from claims.queries.verdicts import JudgedRun, run_before
from claims.rules.stages import ActorKind, CaseType, ClaimStage
from claims.rules.stages.joint_action import PENDING_IN_COURT
from claims.rules.verdict_path import path_after
from claims.rules.verification import RULES, CaseContext, ClaimFacts, ItemMasks, ItemVerdict, Verdict
from claims.rules.verification.items import items_of_cohorts
from claims.rules.verification.person import age, is_held
from claims.wording.codes import label
from claims.wording.formats import day
from claims.wording.rules import legal_source
from claims.wording.verdict import STAYED, Line, context_lines, fact_lines, read_names

_RULES: Final = {rule.number: rule for rule in RULES}
_HELD: Final = gettext_lazy("Not looked at: the claim is held until a legal representative acts for the child.")


@dataclass(frozen=True, slots=True)
class Deciding:
    """A cell of the leaked-field list that an item's verdict rests on; `said`: the assertion that decided it then.

    `pinned`: by counsel's word. `disputed`: others said otherwise.
    """

    cohort: Cohort
    item: DataItem
    said: LeakAssertion | None
    pinned: bool
    disputed: bool

    @property
    def words(self) -> str:
        """Who said it, in one line."""
        if self.said is None:
            return _("nobody has said anything")
        notice = self.said.notice
        return (
            f"{label('says', self.said.says)} – {label('source', notice.source)}, {day(notice.dated)} ({notice.code})"
        )


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """One claimed item with its verdict and what it rests on; `why` where that is not the cells alone."""

    item: DataItem
    verdict: ItemVerdict
    why: str
    cells: tuple[Deciding, ...]


@dataclass(frozen=True, slots=True)
class ItemVerdicts:
    """The claimed items as a run judged them, by that version of the list."""

    items: tuple[JudgedItem, ...]
    list_number: int


@dataclass(frozen=True, slots=True)
class RuleTold:
    """What one rule found; `read`: what it looks at, in words; `base`: the run that it was taken over from."""

    finding: Finding
    read: tuple[str, ...]
    legal_source: str
    base: Verification | None


@dataclass(frozen=True, slots=True)
class Followed:
    """The moves that followed from a run; `stayed` says why there were none."""

    moves: tuple[ClaimTransition, ...]
    stayed: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one run. Where its inputs were not kept, `context` and `facts` are empty and `items` is None."""

    claim: Claim
    judged: JudgedRun
    before: Verification | None
    context: tuple[Line, ...]
    facts: tuple[Line, ...]
    rules: tuple[RuleTold, ...]
    items: ItemVerdicts | None
    followed: Followed
    names: Mapping[str, str]


def explanation(claim: Claim, judged: JudgedRun) -> Explanation:
    """Return what is to be told of a run of this claim, which comes with its case. Twelve queries at most.

    It follows from what is stored alone and so is the same for whoever asks, whenever. Raises RecordDamaged.
    """
    incident = claim.case.incident_id
    run = judged.run
    items = list(DataItem.objects.filter(incident=incident))
    cohorts = {cohort.code: cohort for cohort in Cohort.objects.filter(incident=incident)}
    names = {
        **{item.code: item.name for item in items},
        **{code: code for code in BreachNotice.objects.filter(incident=incident).values_list("code", flat=True)},
        **{text.code: text.title for text in ConsentText.objects.filter(case=claim.case_id).order_by("version")},
    }
    context: list[Line] = []
    facts: list[Line] = []
    if judged.kept:
        held = judged.context(run)
        context = context_lines(
            held, list_number=run.list.number, cohorts={code: cohort.name for code, cohort in cohorts.items()}
        )
        facts = fact_lines(judged.facts(run), held, names)
    before = run_before(run)
    return Explanation(
        claim=claim,
        judged=judged,
        before=before,
        context=tuple(context),
        facts=tuple(facts),
        rules=tuple(_told(judged, finding) for _number, finding in sorted(judged.found.items())),
        items=item_verdicts(judged, items=items, cohorts=cohorts) if judged.kept else None,
        followed=_followed(claim, run, before),
        names=names,
    )


def item_verdicts(judged: JudgedRun, *, items: Sequence[DataItem], cohorts: Mapping[str, Cohort]) -> ItemVerdicts:
    """Return the claimed items as a run's masks have them, each with what its verdict rests on. Two queries.

    `items` and `cohorts` (by code) are the incident's. For a run whose inputs were kept; raises RecordDamaged.
    """
    run, link = judged.run, judged.items_judged_by()
    facts, ctx = judged.facts(link), judged.context(link)
    masks = ItemMasks(run.proven, run.supported, run.contradicted)
    version = LeakedFieldList.objects.get(pk=link.list_id)
    cells = derived(version)
    held = is_held(age(facts, ctx))
    looked_in = [] if held else [cohorts[code] for code in _cohorts_of(facts, ctx) if code in cohorts]
    claimed = [item for item in items if facts.items_mask >> item.bit & 1]
    wanted = {(cohort.code, item.code): cells.get((cohort.code, item.code)) for cohort in looked_in for item in claimed}
    known = with_sources(
        LeakAssertion.objects.filter(pk__in={cell.deciding for cell in wanted.values() if cell and cell.deciding})
    )

    def deciding(cohort: Cohort, item: DataItem) -> Deciding:
        cell = wanted[cohort.code, item.code]
        if cell is None:
            return Deciding(cohort, item, None, pinned=False, disputed=False)
        said = None if cell.deciding is None else known.get(cell.deciding)
        return Deciding(cohort, item, said, pinned=cell.pinned, disputed=cell.disputed)

    judged_items = []
    for item in claimed:
        found = masks.of(item.bit)
        rests_on = [deciding(cohort, item) for cohort in looked_in if _speaks(found, cohort.code, item.bit, ctx)]
        why = _HELD if held else _why(found, item, facts, ctx, silent=not looked_in)
        judged_items.append(JudgedItem(item, found, str(why), tuple(rests_on)))
    return ItemVerdicts(tuple(judged_items), version.number)


def _cohorts_of(facts: ClaimFacts, ctx: CaseContext) -> list[str]:
    """The cohorts of the notices received, each once."""
    known = (ctx.known_notices.get(received.code) for received in facts.notices)
    return list(dict.fromkeys(notice.cohort for notice in known if notice is not None))


def _speaks(found: ItemVerdict, cohort: str, bit: int, ctx: CaseContext) -> bool:
    """Whether a verdict rests on what the list says of that cohort."""
    masks = ctx.cohorts.get(cohort)
    leaked, not_leaked = (masks.leaked, masks.not_leaked) if masks else (0, 0)
    match found:
        case ItemVerdict.PROVEN:
            return False
        case ItemVerdict.SUPPORTED:
            return bool(leaked >> bit & 1)
        case ItemVerdict.CONTRADICTED:
            return bool((leaked | not_leaked) >> bit & 1)
        case ItemVerdict.UNPROVEN:
            return True


def _why(found: ItemVerdict, item: DataItem, facts: ClaimFacts, ctx: CaseContext, *, silent: bool) -> str:
    if found == ItemVerdict.PROVEN:
        return _("Affected-account list no. %(number)s shows it for this account.") % {"number": ctx.accounts}
    leaked, not_leaked = items_of_cohorts(facts, ctx) or (0, 0)
    if item.is_entrance_code and not not_leaked >> item.bit & 1:
        if found == ItemVerdict.CONTRADICTED:
            return _("The claimant says that none was stored.")
        if found == ItemVerdict.UNPROVEN and leaked >> item.bit & 1:
            return _("It leaked in the claimant's cohort; whether one was stored is not known.")
    if silent:
        return _("No known notice is named, so there is no cohort to look in.")
    return ""


def _told(judged: JudgedRun, finding: Finding) -> RuleTold:
    rule = _RULES.get(finding.rule)
    link = judged.judged_by(finding.rule)
    return RuleTold(
        finding,
        tuple(read_names(sorted(rule.reads))) if rule else (),
        legal_source(finding.rule) if rule else "",
        None if link == judged.run else link,
    )


def _followed(claim: Claim, run: Verification, before: Verification | None) -> Followed:
    """What followed, read off the claim's history: its moves of that moment, or where it stood."""
    history = list(ClaimTransition.objects.filter(claim=claim, at__lte=run.judged_at).order_by("seq"))
    moves = [
        move
        for move in history
        if move.at == run.judged_at and move.cause == "verification" and move.actor_kind == ActorKind.WORKER
    ]
    if moves:
        return Followed(tuple(moves), "")
    stage = history[-1].to_stage if history else ""
    return Followed((), str(STAYED[_stayed(claim.case.case_type, stage, run, before)]))


def _stayed(case_type: str, stage: str, run: Verification, before: Verification | None) -> str:
    found, earlier = Verdict(run.verdict), before.verdict if before else None
    if stage == "" or path_after(case_type, stage, found, earlier):
        return "unrecorded"
    if case_type == CaseType.CLASS_SETTLEMENT:
        return "settlement"
    if stage in (ClaimStage.REVIEW, ClaimStage.DUPLICATE_HOLD, ClaimStage.APPEALED):
        return "in_hand"
    if stage in (ClaimStage.VERIFIED, ClaimStage.NEEDS_INFORMATION):
        return "unchanged" if run.verdict == earlier else "there_already"
    return "in_court" if stage in PENDING_IN_COURT else "past"
