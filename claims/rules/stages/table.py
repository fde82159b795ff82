"""What a stage table is: the moves there are, who may make them, and how side stages return."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from claims.rules.stages.codes import ActorKind, CaseStage, ClaimStage, Stage


class Return(StrEnum):
    """What a move does with the stage that a side stage returns to (`resume_to` of a case or claim)."""

    NONE = "none"
    """An ordinary move: nothing is remembered."""
    STORES = "stores"
    """Enters a side stage: the stage left is remembered."""
    KEEPS = "keeps"
    """From one side stage to the next: what was remembered stays."""
    RETURNS = "returns"
    """Leaves a side stage for the stage remembered, and for no other."""


class Refusal(StrEnum):
    """Why a move is not allowed."""

    UNKNOWN_STAGE = "unknown_stage"
    NO_SUCH_MOVE = "no_such_move"
    NOT_THIS_ACTOR = "not_this_actor"
    NOT_THE_STAGE_LEFT = "not_the_stage_left"
    BATCH_NOT_OPEN = "batch_not_open"


class MoveNotAllowed(Exception):
    """The table does not allow this move. `code` says why, as a stable code; the text holds no personal data."""

    def __init__(self, code: Refusal, from_stage: str, to_stage: str, by: ActorKind) -> None:
        super().__init__(f"{code}: {from_stage} -> {to_stage} by {by}")
        self.code = code
        self.from_stage = from_stage
        self.to_stage = to_stage
        self.by = by


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of a table.

    `name` is a stable code for buttons and records; one name may stand on several arrows. `by` says who may make
    it. `reason_required`: whoever makes it must say why. `while_batch_open`: only as long as the claim's batch is
    not locked.
    """

    from_stage: Stage
    to_stage: Stage
    by: frozenset[ActorKind]
    reason_required: bool
    name: str
    returns: Return = Return.NONE
    while_batch_open: bool = False

    def resume_after(self, resume_to: str | None) -> str:
        """Return what to remember after this move, given what was remembered before; "" is nothing."""
        if self.returns is Return.STORES:
            return self.from_stage
        return (resume_to or "") if self.returns is Return.KEEPS else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way that a claimant or a client is shown: its name and the stages that stand for it.

    `name` is the main stage's code, or a word for several outcomes (`judgment`, `payment`, `decision`).
    """

    name: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StageTable:
    """All moves of a case or a claim of one case type.

    `ended`: stages in which nothing more is owed or awaited. Most have no exit; those that have one are left only
    when somebody asks for it (an appeal, an undone merge, a late cure). Every other stage is living. `journey` is
    the main way in order; a stage in none of its steps is a side stage or an end that any step can lead to.
    """

    initial: Stage
    ended: frozenset[Stage]
    moves: tuple[Move, ...]
    journey: tuple[Step, ...]
    stages: frozenset[Stage] = field(init=False)
    _by_stages: Mapping[tuple[str, str], tuple[Move, ...]] = field(init=False, repr=False)
    _by_stage: Mapping[str, tuple[Move, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_stages: dict[tuple[str, str], tuple[Move, ...]] = {}
        by_stage: dict[str, tuple[Move, ...]] = {}
        for move in self.moves:
            pair = (move.from_stage, move.to_stage)
            by_stages[pair] = (*by_stages.get(pair, ()), move)
            by_stage[move.from_stage] = (*by_stage.get(move.from_stage, ()), move)
        stages = {self.initial, *(m.from_stage for m in self.moves), *(m.to_stage for m in self.moves)}
        object.__setattr__(self, "stages", frozenset(stages))
        object.__setattr__(self, "_by_stages", MappingProxyType(by_stages))
        object.__setattr__(self, "_by_stage", MappingProxyType(by_stage))

    @property
    def living(self) -> frozenset[Stage]:
        """The stages that have not ended."""
        return self.stages - self.ended

    def moves_from(
        self, stage: str, *, by: ActorKind | None = None, resume_to: str | None = None, batch_open: bool = False
    ) -> tuple[Move, ...]:
        """Return the moves out of `stage` that `check` would allow now, in the table's order; `by` None: by anyone.

        Raises `ValueError` for a stage that the table does not have.
        """
        if stage not in self.stages:
            raise ValueError(f"no stage {stage!r} in this table")
        return tuple(
            move
            for move in self._by_stage.get(stage, ())
            if (by is None or by in move.by) and _hindrance(move, resume_to, batch_open) is None
        )

    def check(
        self, from_stage: str, to_stage: str, *, by: ActorKind, resume_to: str | None = None, batch_open: bool = False
    ) -> Move:
        """Return the move that leads from one stage to the other, or raise `MoveNotAllowed`.

        `resume_to` is what was remembered when a side stage was entered ("" or None: nothing). `batch_open`:
        the claim's batch is not locked yet; a case has no batch and leaves it out.
        """
        if from_stage not in self.stages or to_stage not in self.stages:
            raise MoveNotAllowed(Refusal.UNKNOWN_STAGE, from_stage, to_stage, by)
        moves = self._by_stages.get((from_stage, to_stage), ())
        if not moves:
            raise MoveNotAllowed(Refusal.NO_SUCH_MOVE, from_stage, to_stage, by)
        move = next((move for move in moves if by in move.by), None)
        if move is None:
            raise MoveNotAllowed(Refusal.NOT_THIS_ACTOR, from_stage, to_stage, by)
        hindrance = _hindrance(move, resume_to, batch_open)
        if hindrance is not None:
            raise MoveNotAllowed(hindrance, from_stage, to_stage, by)
        return move

    def leads_back(self, move: Move) -> bool:
        """Return whether there is any way back, by whomever, to the stage that `move` leaves.

        A side stage returns to the stage left and to no other, so leaving one is no way to anywhere else.
        """
        if move.returns is Return.STORES:
            return True
        seen: set[str] = {move.to_stage}
        ahead: list[str] = [move.to_stage]
        while ahead:
            for onward in self._by_stage.get(ahead.pop(), ()):
                if onward.returns is not Return.RETURNS and onward.to_stage not in seen:
                    seen.add(onward.to_stage)
                    ahead.append(onward.to_stage)
        return move.from_stage in seen

    def step_at(self, stage: str, *, resume_to: str | None = None) -> Step | None:
        """Return the step of the journey at which `stage` stands; for a side stage, that of the stage it returns to.

        None: a stage before the journey (a draft), or one that any step can lead to (a withdrawal, a settlement).
        """
        for place in (stage, resume_to):
            for step in self.journey:
                if place in step.stages:
                    return step
        return None


def _hindrance(move: Move, resume_to: str | None, batch_open: bool) -> Refusal | None:
    if move.returns is Return.RETURNS and move.to_stage != resume_to:
        return Refusal.NOT_THE_STAGE_LEFT
    if move.while_batch_open and not batch_open:
        return Refusal.BATCH_NOT_OPEN
    return None


def moves(
    from_: Stage | Iterable[Stage],
    to: Stage | Iterable[Stage],
    name: str,
    *by: ActorKind,
    reason: bool = False,
    returns: Return = Return.NONE,
    while_batch_open: bool = False,
) -> tuple[Move, ...]:
    """Return the arrows from one stage, or each of a group, to another, or each of a group; alike in all else."""
    targets = _group(to)
    return tuple(
        Move(from_stage, to_stage, frozenset(by), reason, name, returns, while_batch_open)
        for from_stage in _group(from_)
        for to_stage in targets
    )


def _group(stages: Stage | Iterable[Stage]) -> tuple[Stage, ...]:
    # A stage is a string, and a string is iterable: without this it would fall apart into letters.
    return (stages,) if isinstance(stages, (CaseStage, ClaimStage)) else tuple(stages)
