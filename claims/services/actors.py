from dataclasses import dataclass

from claims.rules.stages import ActorKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: the kind, the staff account where there is one, and the network address it came from."""

    kind: ActorKind
    user_id: int | None = None
    place: str = ""


WORKER = Actor(ActorKind.WORKER)
OPERATOR = Actor(ActorKind.OPERATOR)
