"""The moves that a page offers, and what a person asked for when they made one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import Case, Claim
from claims.queries.access import CaseAccess, Permission, move_permission
from claims.rules.stages import ActorKind, Move, StageTable, Subject, table
from claims.services.moves import MoveNotAllowed, ReasonMissing, StageChanged, batch_open
from claims.wording.counsel import refusal
from claims.wording.stages import refusal_sentence


@dataclass(frozen=True, slots=True)
class Offer:
    """One move as a button: whether it needs a reason, and whether it needs to be confirmed for want of a way back."""

    move: Move
    confirm: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of a move said. `seq` is the stage sequence of the page it was made on; -1 when unreadable."""

    to: str
    seq: int
    reason: str
    confirmed: bool

    @classmethod
    def read(cls, form: QueryDict) -> "Asked":
        """Read a form; nothing in it is trusted."""
        typed = form.get("seq", "")
        return cls(
            to=form.get("to", "")[:40],
            seq=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1,
            reason=form.get("reason", "").replace("\0", ""),
            confirmed=form.get("confirmed") == "yes",
        )


class NotConfirmed(Exception):
    """There is no way back from this move, and it was not confirmed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a move was not made, in words, with the HTTP status that says so; what was typed stays on the page."""

    sentence: str
    status: int
    asked: Asked


def claim_offers(claim: Claim, access: CaseAccess) -> list[Offer]:
    """Return the moves that the table and the reader's role allow a claim now."""
    stages = table(access.case.case_type, Subject.CLAIM)
    open_ = batch_open(access.case.stage)
    moves = stages.moves_from(claim.stage, by=ActorKind.STAFF, resume_to=claim.resume_to, batch_open=open_)
    return [_offer(stages, move) for move in moves if access.may(move_permission(move.name))]


def case_offers(case: Case, access: CaseAccess) -> list[Offer]:
    """Return the moves that the table and the reader's role allow a case now."""
    if not access.may(Permission.MOVE_CASE):
        return []
    stages = table(case.case_type, Subject.CASE)
    return [
        _offer(stages, move) for move in stages.moves_from(case.stage, by=ActorKind.STAFF, resume_to=case.resume_to)
    ]


def check_claim_move(claim: Claim, access: CaseAccess, asked: Asked) -> Move:
    """Return the move that was asked for, if the page it was asked on is current, the role allows it and no
    confirmation is lacking.

    Raises StageChanged, MoveNotAllowed, PermissionDenied, NotConfirmed. The service checks the stage again under lock.
    """
    if asked.seq != claim.stage_seq:
        raise StageChanged
    stages = table(access.case.case_type, Subject.CLAIM)
    open_ = batch_open(access.case.stage)
    move = stages.check(claim.stage, asked.to, by=ActorKind.STAFF, resume_to=claim.resume_to, batch_open=open_)
    access.require(move_permission(move.name))
    _confirmed(stages, move, asked)
    return move


def check_case_move(case: Case, asked: Asked) -> Move:
    """Return the move of a case that was asked for. Raises as `check_claim_move` does."""
    if asked.seq != case.stage_seq:
        raise StageChanged
    stages = table(case.case_type, Subject.CASE)
    move = stages.check(case.stage, asked.to, by=ActorKind.STAFF, resume_to=case.resume_to)
    _confirmed(stages, move, asked)
    return move


REFUSED = (StageChanged, MoveNotAllowed, ReasonMissing, NotConfirmed)
"""Everything for which a move's form is shown again."""


def problem(error: Exception, asked: Asked) -> Problem:
    """Return a refused move in words. `error` is one of `REFUSED`."""
    sentences: Mapping[type[Exception], Callable[[], tuple[str, int]]] = {
        StageChanged: lambda: (
            _("Somebody moved it while you were reading. Nothing of what you typed is lost: look again, then decide."),
            409,
        ),
        ReasonMissing: lambda: (refusal("reason_missing"), 422),
        NotConfirmed: lambda: (_("There is no way back from this. Please confirm that you know it."), 422),
    }
    if isinstance(error, MoveNotAllowed):
        return Problem(refusal_sentence(error.code), 409, asked)
    sentence, status = sentences[type(error)]()
    return Problem(sentence, status, asked)


def _offer(stages: StageTable, move: Move) -> Offer:
    return Offer(move, confirm=not stages.leads_back(move))


def _confirmed(stages: StageTable, move: Move, asked: Asked) -> None:
    if not asked.confirmed and not stages.leads_back(move):
        raise NotConfirmed
