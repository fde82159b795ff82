"""The page of a pair: two claims side by side, and what may be decided about them. The next pair comes at once."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.duplicates import PairFilterForm, go_on, left, mark, skip
from claims.admin.duplicates_evidence import history, household, in_words, score_rows
from claims.admin.duplicates_sides import parts, sides
from claims.admin.duplicates_undo import remember_last, take_last
from claims.admin.pages import CounselRequest, actor_of, page
from claims.models import Case, Claim, DuplicatePair, PairDecision
from claims.queries.access import CaseAccess, Permission
from claims.queries.duplicates import PairPage, claims_compared, pair_page, place_of
from claims.queries.match_models import model
from claims.rules.matching import MatchModel, ModelInvalid
from claims.services.duplicates.clusters import survivor_among
from claims.services.duplicates.decisions import (
    KINDS,
    NOTE_LIMIT,
    REASONS,
    DecisionChanged,
    DecisionRefused,
    choose_survivor,
    decide,
    undo,
)
from claims.services.duplicates.looks import look_at_pair
from claims.wording.duplicates import (
    BAND_MEANINGS,
    BUTTONS,
    CONSEQUENCES,
    decision_refusal,
    odds,
    points,
    probability,
)
from claims.wording.duplicates import REASONS as REASON_NAMES
from claims.wording.rarity import rarity

_KEYS: Final = {"link": "l 1", "apart": "k 2", "household": "h 3"}
_SKIP: Final = "skip"


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as a button, with the keys that press it and what follows from it."""

    code: str
    button: str
    consequence: str
    keys: str

    @property
    def shown_keys(self) -> str:
        """The keys as they are shown on the button."""
        return self.keys.upper().replace(" ", " · ")


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What the form said. `survivor` and `seen` are None where nothing, or nothing readable, was given."""

    kind: str = ""
    reason: str = "compared"
    note: str = ""
    survivor: UUID | None = None
    seen: UUID | None = None

    @classmethod
    def read(cls, form: QueryDict) -> "Asked":
        """Read a form; nothing in it is trusted."""
        return cls(
            kind=form.get("kind", "")[:20],
            reason=form.get("reason", "")[:20],
            note=form.get("note", "").replace("\0", "")[:NOTE_LIMIT],
            survivor=read_uuid(form.get("survivor", "")),
            seen=read_uuid(form.get("seen", "")),
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was decided, in words, with the HTTP status that says so."""

    sentence: str
    status: int


def show_pair(request: CounselRequest, slug: str, pair_id: int) -> HttpResponse:
    """Show a pair. For roles that decide, it opens both claims' data; each time, the audit trail says so."""
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    return _show(request, access, find_pair(access, pair_id))


def decide_pair(request: CounselRequest, slug: str, pair_id: int) -> HttpResponse:
    """Decide on a pair, or skip it, and go to the next; refused, show the pair again with what was typed."""
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    found = find_pair(access, pair_id)
    if request.method != "POST":
        return redirect("counsel:pair", slug=slug, pair_id=pair_id)
    require_decider(request, found.pair)
    asked, form, place = Asked.read(request.POST), _filters(request, access.case), place_of(pair_id)
    if asked.kind == _SKIP:
        skip(request, pair_id)
        return go_on(request, access, form, after=place)
    try:
        decided = decide(
            pair_id=pair_id,
            kind=asked.kind,
            reason=asked.reason,
            note=asked.note,
            survivor=asked.survivor,
            actor=actor_of(request),
            seen=asked.seen,
        )
    except (DecisionChanged, DecisionRefused) as error:
        fresh = find_pair(access, pair_id)
        made = _made_already(fresh, asked, request)
        if made is None:
            return _show(request, access, fresh, asked=asked, refused=_refused(error, fresh))
        decision_id = made.pk
    else:
        decision_id = decided.decision_id
    numbers = (found.pair.earlier.number, found.pair.later.number)
    remember_last(request, access.case, pair_id=pair_id, decision_id=decision_id, kind=asked.kind, numbers=numbers)
    return go_on(request, access, form, after=place)


def undo_pair(request: CounselRequest, slug: str, pair_id: int) -> HttpResponse:
    """Take back the decision that stands and show the pair, so that it can be decided otherwise."""
    access = request.staff.case(slug, Permission.SEE_DUPLICATES)
    found = find_pair(access, pair_id)
    if request.method != "POST":
        return redirect("counsel:pair", slug=slug, pair_id=pair_id)
    require_decider(request, found.pair)
    asked = Asked.read(request.POST)
    try:
        undo(pair_id=pair_id, actor=actor_of(request), seen=asked.seen)
    except (DecisionChanged, DecisionRefused) as error:
        fresh = find_pair(access, pair_id)
        if not _undone_already(fresh, asked, request):
            return _show(request, access, fresh, refused=_refused(error, fresh))
    messages.success(request, _("The decision was undone."))
    return redirect(reverse("counsel:pair", args=[slug, pair_id]) + _filters(request, access.case).query())


def choose(request: CounselRequest, number: str) -> HttpResponse:
    """Let a claim go on in place of the others of its cluster, and go back to its page."""
    claim, _access = request.staff.claim(number, Permission.DECIDE)
    if request.method != "POST":
        return redirect("counsel:claim", number=claim.number)
    member = getattr(claim, "cluster_member", None)
    if member is None:
        messages.error(request, decision_refusal("not_a_member"))
        return redirect("counsel:claim", number=claim.number)
    fellows = Claim.objects.filter(cluster_member__cluster=member.cluster_id).values_list("case", flat=True)
    _require_in(request, set(fellows))
    try:
        choose_survivor(
            cluster_id=member.cluster_id,
            claim_id=claim.pk,
            actor=actor_of(request),
            reason=request.POST.get("reason", ""),
        )
    except DecisionRefused as error:
        messages.error(request, decision_refusal(error.code))
    else:
        messages.success(request, _("%(number)s goes on in place of the others.") % {"number": claim.number})
    return redirect("counsel:claim", number=claim.number)


def find_pair(access: CaseAccess, pair_id: int) -> PairPage:
    """Return a pair whose later claim is in the case. Raises Http404."""
    try:
        found = pair_page(pair_id)
    except DuplicatePair.DoesNotExist:
        raise Http404 from None
    if found.pair.later.case_id != access.case.pk:
        raise Http404
    return found


def require_decider(request: CounselRequest, pair: DuplicatePair) -> None:
    """Raise PermissionDenied unless the reader decides in the cases of both claims."""
    _require_in(request, {pair.earlier.case_id, pair.later.case_id})


def read_uuid(typed: str) -> UUID | None:
    """An id that a form names; None for what is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def _require_in(request: CounselRequest, cases: set[int]) -> None:
    if not cases <= {each.case.pk for each in request.staff.cases if each.may(Permission.DECIDE)}:
        raise PermissionDenied


def _show(
    request: CounselRequest,
    access: CaseAccess,
    found: PairPage,
    *,
    asked: Asked = Asked(),
    refused: Refused | None = None,
) -> HttpResponse:
    pair, mine = found.pair, {each.case.pk: each for each in request.staff.cases}
    ends = {pair.earlier.case_id, pair.later.case_id}
    decides = all(case in mine and mine[case].may(Permission.DECIDE) for case in ends)
    opened = decides and all(mine[case].may(Permission.REVEAL) for case in ends)
    look = look_at_pair(page=found, opened=opened, actor=actor_of(request))
    heads = sides(pair, {pk: each.case for pk, each in mine.items()})
    values = look.values
    form = _filters(request, access.case)
    claims = claims_compared(pair.incident_id)
    by_rule = survivor_among([claim.pk for claim in _fellows(found)])
    return page(
        request,
        "duplicates/pair.html",
        {
            "title": f"{heads[0].number or '…'} – {heads[1].number or '…'}",
            "case": access.case,
            "pair": pair,
            "sides": heads,
            "opened": opened,
            "parts": parts(pair, heads, None if values is None else (values[pair.earlier_id], values[pair.later_id])),
            "scored": bool(pair.model),
            "likelihood": probability(pair.probability),
            "odds": odds(pair.weight),
            "weight": points(pair.weight),
            "points": score_rows(pair, _model(pair)),
            "band_meaning": BAND_MEANINGS.get(pair.band, ""),
            "rare": rarity(pair.levels, bearers=pair.bearers, claims=claims) if pair.model else [],
            "claims": claims,
            "household": household(found),
            "history": history(found, look.notes),
            "standing": None if pair.decision is None or pair.undecided else in_words(pair.decision),
            "may_decide": decides,
            "both_cases": all(case in mine for case in ends),
            "kinds": [Choice(kind, str(BUTTONS[kind]), str(CONSEQUENCES[kind]), _KEYS[kind]) for kind in KINDS],
            "reasons": [(code, REASON_NAMES[code]) for code in REASONS],
            "note_limit": NOTE_LIMIT,
            "survivors": _survivors(found, asked.survivor or _standing_survivor(found) or by_rule, set(mine)),
            "by_rule": by_rule,
            "asked": asked,
            "seen": pair.decision_id or "",
            "refused": refused,
            "last": take_last(request, access.case),
            "query": form.query(),
            "next_query": form.query(after=mark(place_of(pair.pk))),
            "left": left(access)["open_pairs"],
        },
        here=reverse("counsel:pair", args=[access.case.slug, pair.pk]) + form.query(),
        status=refused.status if refused else 200,
    )


def _model(pair: DuplicatePair) -> MatchModel | None:
    """The model that scored a pair; None where it is gone or does not fit the comparisons of today."""
    try:
        return model(pair.model)
    except (KeyError, ModelInvalid):
        return None


@dataclass(frozen=True, slots=True)
class Survivor:
    """A claim that can go on in place of the others."""

    claim: Claim
    checked: bool


def _fellows(found: PairPage) -> list[Claim]:
    """The claims that a link would join: the two, and whoever is in a cluster with either."""
    joined = {found.pair.earlier_id: found.pair.earlier, found.pair.later_id: found.pair.later}
    for cluster in found.clusters.values():
        joined |= {claim.pk: claim for claim in cluster.members}
    return [joined[key] for key in sorted(joined)]


def _survivors(found: PairPage, chosen: UUID, cases: set[int]) -> list[Survivor]:
    """The two claims, and the one that the rule or counsel chose if it is another that the reader may know of."""
    wanted = (found.pair.earlier_id, found.pair.later_id, chosen)
    return [
        Survivor(claim, claim.pk == chosen)
        for claim in _fellows(found)
        if claim.pk in wanted and claim.case_id in cases
    ]


def _standing_survivor(found: PairPage) -> UUID | None:
    """The survivor that counsel chose before, the older cluster's first."""
    chosen = [each.cluster for each in found.clusters.values() if each.cluster.survivor_chosen]
    return min(chosen, key=lambda cluster: cluster.pk).survivor_id if chosen else None


def _filters(request: CounselRequest, case: Case) -> PairFilterForm:
    """The filters of the queue that the reader works through."""
    if request.method == "POST":
        return PairFilterForm(QueryDict(request.POST.get("query", "").removeprefix("?")), case)
    return PairFilterForm(request.GET, case)


def _made_already(found: PairPage, asked: Asked, request: CounselRequest) -> PairDecision | None:
    """Return this very decision if the same person made it a moment ago: a second click, which asks for nothing new."""
    made = found.pair.decision
    before = [each.pk for each in found.decisions[-2:-1]]
    same = made is not None and made.kind == asked.kind and made.actor_id == request.staff.user_id
    return made if same and before == ([asked.seen] if asked.seen else []) else None


def _undone_already(found: PairPage, asked: Asked, request: CounselRequest) -> bool:
    """Whether the same person has just taken back the decision that was seen."""
    ids = [each.pk for each in found.decisions]
    if asked.seen not in ids or asked.seen == ids[-1]:
        return False
    after = found.decisions[ids.index(asked.seen) + 1]
    return after.kind == PairDecision.Kind.WITHDRAWN and after.actor_id == request.staff.user_id


def _refused(error: Exception, found: PairPage) -> Refused:
    if isinstance(error, DecisionRefused):
        return Refused(decision_refusal(error.code), 409 if error.code in ("contradicts", "nothing_to_undo") else 422)
    made = found.pair.decision
    if made is None:
        return Refused(_("Somebody changed this pair while you were reading. Look again, then decide."), 409)
    words = in_words(made)
    sentence = _("Somebody decided while you were reading, and nothing of theirs was changed: %(what)s (%(who)s).")
    return Refused(sentence % {"what": words.what, "who": words.who}, 409)
