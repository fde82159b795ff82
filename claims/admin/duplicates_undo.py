"""The decision just made: told on the next page, with a button that takes it back."""

from dataclasses import dataclass
from typing import Final

from claims.admin.pages import CounselRequest
from claims.models import Case
from claims.wording.duplicates import DONE

_LAST: Final = "pair_decided"


@dataclass(frozen=True, slots=True)
class LastDecision:
    """What the next page says, and what its button takes back."""

    pair_id: int
    decision_id: str
    sentence: str


def remember_last(
    request: CounselRequest, case: Case, *, pair_id: int, decision_id: object, kind: str, numbers: tuple[str, str]
) -> None:
    """Keep the decision just made in the session, for the next page of the case. Holds no personal data."""
    request.session[_LAST] = [case.pk, pair_id, str(decision_id), kind, *numbers]


def take_last(request: CounselRequest, case: Case) -> LastDecision | None:
    """Return the decision just made in this case, once: a later page offers nothing to undo by accident."""
    if _LAST not in request.session:
        return None
    case_id, pair_id, decision_id, kind, earlier, later = request.session.pop(_LAST)
    if case_id != case.pk:
        return None
    return LastDecision(pair_id, decision_id, str(DONE[kind]) % {"earlier": earlier, "later": later})
