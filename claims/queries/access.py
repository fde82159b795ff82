"""Who of the staff may do what, in which case. What is not granted here is refused, superusers included.

Each view asks before it does anything else. A case, or a claim of a case, in which one has no role is answered like
one that does not exist, so that nobody learns of cases that are not theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404

from claims.models import Case, CaseRole, Claim
from claims.rules.ids import read_claim_number


class Permission(StrEnum):
    """What a role can be allowed. Moves of claims come in three: record, decide, conduct."""

    SEE_CLAIMS = "see_claims"
    """Lists and pages of claims and the case, personal data hidden."""
    FIND_PEOPLE = "find_people"
    """Search by an exact name, e-mail address, phone number or own reference."""
    REVEAL = "reveal"
    """Read personal data, and the words in which staff gave their reasons."""
    RECORD = "record"
    """Moves that record what a claimant said or did."""
    SEE_DUPLICATES = "see_duplicates"
    """The queue of duplicate pairs and their pages: how far two claims agree. Who may decide and reveal sees both
    claims' data there, for that is what they are compared by."""
    DECIDE = "decide"
    """Moves that decide: reviews, duplicates, authority."""
    CONDUCT = "conduct"
    """Moves of batch, court and money."""
    MOVE_CASE = "move_case"
    EDIT_LIST = "edit_list"
    """Notices, assertions and pins of the leaked-field list."""
    EDIT_CONFLICTS = "edit_conflicts"
    EDIT_ABUSE = "edit_abuse"
    """Limits, points and levels of the abuse score."""
    EDIT_RULES = "edit_rules"
    """Which rules judge the case's claims, and their thresholds."""
    MANAGE_STAFF = "manage_staff"
    """Give and take roles in the case."""
    ACKNOWLEDGE = "acknowledge"
    """Take note of a deadline for everybody, so that nobody is told of it any more until it is nearer."""
    EXPORT = "export"
    SEE_WORK = "see_work"
    RETRY_WORK = "retry_work"
    SEE_AUDIT = "see_audit"


_CLERK: Final = frozenset({Permission.SEE_CLAIMS, Permission.FIND_PEOPLE, Permission.REVEAL, Permission.RECORD})
_REVIEWER: Final = _CLERK | {Permission.SEE_DUPLICATES, Permission.DECIDE, Permission.EXPORT}

PERMISSIONS: Final[Mapping[str, frozenset[Permission]]] = {
    CaseRole.Role.INTAKE_CLERK: _CLERK,
    CaseRole.Role.REVIEWER: _REVIEWER,
    CaseRole.Role.LEAD_COUNSEL: frozenset(Permission),
    # Looks on without touching: sees what was done and by whom, and no personal data.
    CaseRole.Role.AUDITOR: frozenset(
        {Permission.SEE_CLAIMS, Permission.SEE_DUPLICATES, Permission.SEE_WORK, Permission.SEE_AUDIT}
    ),
}

_RECORDS: Final = (
    "record_acceptance",
    "record_appeal",
    "record_cure",
    "record_death",
    "record_dispute",
    "record_opt_in",
    "record_withdrawal",
)
_DECISIONS: Final = (
    "approve",
    "authorise",
    "clear",
    "deny",
    "deny_finally",
    "find_deficient",
    "merge",
    "open_succession",
    "reject",
    "resume",
    "take_out",
    "take_up_appeal",
    "undo_merge",
)
MOVE_PERMISSIONS: Final[Mapping[str, Permission]] = {
    **dict.fromkeys(_RECORDS, Permission.RECORD),
    **dict.fromkeys(_DECISIONS, Permission.DECIDE),
}
"""What a claim's move needs, by its name; a name that is missing needs `Permission.CONDUCT`."""


def move_permission(name: str) -> Permission:
    """Return what it takes to make a claim's move of that name."""
    return MOVE_PERMISSIONS.get(name, Permission.CONDUCT)


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """One staff member's standing in one case."""

    case: Case
    role: str

    def may(self, permission: Permission) -> bool:
        """Whether the role grants it."""
        return permission in PERMISSIONS.get(self.role, frozenset())

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied unless the role grants it."""
        if not self.may(permission):
            raise PermissionDenied


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """Everything one staff member may do, case by case. Empty for whoever has no role, or whose account is closed."""

    user_id: int | None
    cases: tuple[CaseAccess, ...]

    def may(self, permission: Permission) -> bool:
        """Whether any role grants it."""
        return any(each.may(permission) for each in self.cases)

    def require(self, permission: Permission) -> tuple[CaseAccess, ...]:
        """Return the cases in which it is granted. Raises PermissionDenied when there is none."""
        granted = tuple(each for each in self.cases if each.may(permission))
        if not granted:
            raise PermissionDenied
        return granted

    def case(self, slug: str, permission: Permission) -> CaseAccess:
        """Return the standing in one case. Http404 without a role there, PermissionDenied if it is too little."""
        found = next((each for each in self.cases if each.case.slug == slug), None)
        if found is None:
            raise Http404
        found.require(permission)
        return found

    def claim(self, number: str, permission: Permission) -> tuple[Claim, CaseAccess]:
        """Return a claim by its number, with the standing in its case. Raises as `case` does.

        A number of another case and a number that nobody has take the same query to the same 404.
        """
        by_case = {each.case.pk: each for each in self.cases}
        spelled = read_claim_number(number[:40])
        claim = (
            Claim.objects.select_related("claimant").filter(case__in=by_case, number=spelled).first()
            if spelled is not None
            else None
        )
        if claim is None:
            raise Http404
        access = by_case[claim.case_id]
        access.require(permission)
        claim.case = access.case
        return claim, access


def access_of(user: User | AnonymousUser) -> StaffAccess:
    """Return what a staff member may do; one query. Nothing for an inactive account or one that is not staff."""
    if user.pk is None or not (user.is_active and user.is_staff):
        return StaffAccess(None, ())
    roles = CaseRole.objects.filter(user=user.pk).select_related("case__incident").order_by("case__slug")
    return StaffAccess(user.pk, tuple(CaseAccess(role.case, role.role) for role in roles))
