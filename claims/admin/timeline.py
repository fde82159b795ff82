"""A claim's history in one line of time: moves, checks, and who looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from claims.admin.audit_details import detail_of
from claims.models import AuditEntry, Claim
from claims.queries.claim_page import ClaimDetails
from claims.rules.stages import ActorKind
from claims.wording.codes import label
from claims.wording.counsel import action_label
from claims.wording.stages import cause_label, stage_label


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """One thing that happened: what, by whom, and the words given as reason (`hidden`: there are some, not shown)."""

    at: datetime
    what: str
    who: str
    why: str = ""
    hidden: bool = False
    move: bool = True
    order: float = 0
    """Tells what came first of what happened in one moment."""


def timeline(claim: Claim, details: ClaimDetails, reasons: Mapping[int, str], *, may_read_reasons: bool) -> list[Event]:
    """Return moves and verifications, newest first."""
    case_type = claim.case.case_type
    events = []
    for each in details.transitions:
        what = stage_label("claim", each.to_stage, case_type=case_type)
        who = each.actor.get_username() if each.actor else label("actor_kind", each.actor_kind)
        why = reasons.get(each.seq, "")
        # What a person did is named; that a worker moved it is said already by who did.
        if each.cause and each.actor_kind != ActorKind.WORKER:
            what = f"{what} – {cause_label(each.cause)}"
        events.append(
            Event(each.at, what, who, why, hidden=each.reason is not None and not may_read_reasons, order=each.seq)
        )
    events += [
        Event(
            run.verification.judged_at,
            _("Checked against version %(number)s of the leaked-field list: %(verdict)s")
            % {"number": run.verification.list.number, "verdict": label("verdict", run.verification.verdict)},
            label("actor_kind", ActorKind.WORKER),
            move=False,
            # A run comes before the move that follows from it in the same transaction.
            order=max((each.seq for each in details.transitions if each.at == run.verification.judged_at), default=0)
            - 0.5,
        )
        for run in details.runs
    ]
    return sorted(events, key=lambda event: (event.at, event.order), reverse=True)


def reads(entries: Sequence[AuditEntry]) -> list[Event]:
    """Return what staff did with a claim, in words."""
    return [
        Event(entry.at, action_label(entry.action), entry.actor.get_username() if entry.actor else "", detail_of(entry))
        for entry in entries
    ]
