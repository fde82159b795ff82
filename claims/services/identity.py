"""Proof of identity: the claimant goes to the provider and comes back; what is kept is how far the names agree."""

import secrets
from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from claims.crypto.blind import keyed_digest
from claims.models import Claim, IdentityProof, WorkItem
from claims.queries.personal_data import Representative, open_fields
from claims.rules.identity import Agreement, NamedPerson, agreement
from claims.services import nudges, work
from claims.services.providers.identity import IdentityProvider, IdentityRefused, VerifiedIdentity, provider

__all__ = ["IdentityNotVerified", "begin", "complete", "is_offered", "origin"]

_MINUTES = 15


class IdentityNotVerified(Exception):
    """Nobody came back whom the provider vouches for, or nobody had gone: one answer for all of it."""


def is_offered() -> bool:
    """Whether there is a provider."""
    return provider() is not None


def origin() -> str | None:
    """Scheme and host of the provider, for the page's policy; None without one."""
    chosen = provider()
    return chosen.origin if chosen else None


def begin(*, claim_id: UUID, return_url: str) -> str:
    """Return the provider's address for the claimant of a claim, who is to come back to `return_url`.

    The state that goes along is good for one return, of this claim's claimant, within a quarter of an hour; beginning
    again makes the one before void. Raises IdentityNotVerified.
    """
    state = secrets.token_urlsafe(24)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO claims_identityattempt (claim_id, state, expires_at)
            VALUES (%s, %s, statement_timestamp() + make_interval(mins => %s))
            ON CONFLICT (claim_id) DO UPDATE SET state = EXCLUDED.state, expires_at = EXCLUDED.expires_at
            """,
            [claim_id, _digest(state), _MINUTES],
        )
    try:
        return _chosen().begin(state=state, return_url=return_url)
    except IdentityRefused as refused:
        raise IdentityNotVerified from refused


def complete(*, claim_id: UUID, callback: Mapping[str, str], return_url: str) -> Agreement:
    """Take a claimant back from the provider: compare, keep how far they agree, and have the claim judged anew.

    Compared is the claimant, or who acts for a minor. Name and birth date are in memory for the comparison only.
    Raises IdentityNotVerified; what came back is used up in any case. DecryptionFailed, PersonErased.
    """
    state = callback.get("state", "")[:100]
    if not _use_up(claim_id, state):
        raise IdentityNotVerified
    chosen = _chosen()
    try:
        verified = chosen.complete(callback=callback, state=state, return_url=return_url)
    except IdentityRefused as refused:
        raise IdentityNotVerified from refused
    claim = Claim.objects.select_related("claimant", "case").get(pk=claim_id)
    found = agreement(_signer(claim), NamedPerson(verified.name, verified.birth_date))
    _keep(claim, chosen.code, found, verified)
    return found


def _chosen() -> IdentityProvider:
    chosen = provider()
    if chosen is None:
        raise IdentityNotVerified
    return chosen


def _signer(claim: Claim) -> NamedPerson:
    """Who signs: the claimant, or the minor's representative."""
    opened = open_fields(claim, ["name", "birth_date", "representative"])
    if _is_for_minor(claim):
        acting = Representative.read(opened.get("representative", ""))
        return NamedPerson(acting.name, acting.birth_date)
    return NamedPerson(opened.get("name", ""), opened.get("birth_date", ""))


def _is_for_minor(claim: Claim) -> bool:
    return claim.claimant_type == "minor_representative"


@transaction.atomic
def _keep(claim: Claim, code: str, found: Agreement, verified: VerifiedIdentity) -> None:
    token = None
    # A representative's would make one person of all the children that they act for.
    if verified.token and not _is_for_minor(claim):
        told = f"{claim.case.incident_id}\x1f{code}\x1f{verified.token}"
        token = UUID(bytes=keyed_digest("identity token", told.encode())[:16])
    IdentityProof.objects.create(claim=claim, provider=code, agreement=found.value, token=token)
    work.add(WorkItem.Kind.VERIFY, [claim.pk])
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))


def _use_up(claim_id: UUID, state: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM claims_identityattempt
            WHERE claim_id = %s AND state = %s AND expires_at > statement_timestamp()
            """,
            [claim_id, _digest(state)],
        )
        return cursor.rowcount == 1


def _digest(state: str) -> bytes:
    return keyed_digest("identity state", state.encode(errors="replace"))
