"""A court's word on what leaked: the notice that settles every other one."""

from datetime import date

from claims.models import Case, LeakedFieldList
from claims.rules.leaked_list import Says
from claims.services.actors import Actor
from claims.services.leaked_list import NewAssertion, NewNotice, add_notices


def court_says(item: str, says: Says, *, case: Case, actor: Actor) -> LeakedFieldList:
    """Add a judgment (invented) on a data item of everybody's to the list; returns the version that it makes."""
    notice = NewNotice(
        code=f"C{item}"[:20],
        cohort="main",
        source="court",
        dated=date(2026, 3, 1),
        citation="2025가합1",
        to_claimants=False,
        assertions=[NewAssertion(item=item, says=says)],
    )
    return add_notices(incident_id=case.incident_id, notices=[notice], reason="Judgment", actor=actor)
