"""The contexts that claims are judged under, kept in a process for as long as nothing that they are made of changes.

One claim that arrives alone is judged in a few milliseconds; reading its case's context anew took as long again.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from claims.models import Case, JudgingContext
from claims.queries.claim_facts import case_context
from claims.queries.leaked_list import current_list
from claims.rules.deadlines import korean_date
from claims.rules.verification import CaseContext
from claims.rules.verification.record import context_to_json


class NoLeakedFieldList(Exception):
    """The incident has no leaked-field list yet, so nothing can be judged."""


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case (with its incident) as its claims are judged now: its context, where that is kept, its list version."""

    case: Case
    context: CaseContext
    context_id: int
    list_id: int


_kept: dict[int, tuple[str, CaseState]] = {}

# Whatever a context is made of: rows that never change stand by their newest, the others by what they say.
_STAMPS = """
    SELECT k.id, jsonb_build_array(md5(i::text), md5(k::text),
        (SELECT max(l.id) FROM claims_leakedfieldlist l WHERE l.incident_id = i.id),
        (SELECT max(n.id) FROM claims_breachnotice n WHERE n.incident_id = i.id),
        (SELECT max(d.id) FROM claims_dataitem d WHERE d.incident_id = i.id),
        (SELECT max(a.id) FROM claims_affectedaccountlist a WHERE a.incident_id = i.id AND a.state = 'current'),
        (SELECT max(s.id) FROM claims_abusesettingsversion s WHERE s.case_id = k.id),
        (SELECT max(r.id) FROM claims_rulesettingsversion r WHERE r.case_id = k.id))::text
    FROM claims_case k JOIN claims_incident i ON i.id = k.incident_id WHERE k.id = ANY(%s)
"""


def kept_states(case_ids: Iterable[int], now: datetime) -> dict[int, CaseState]:
    """Return how these cases are judged now, by id.

    The caller holds the incidents' rows, so that nothing of it changes meanwhile. One query where nothing has changed
    since this process asked last. Raises NoLeakedFieldList.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS, [list(case_ids)])
        said = dict(cursor.fetchall())
    stamps = {case_id: f"{korean_date(now)} {settings.IDENTITY_PROVIDER} {each}" for case_id, each in said.items()}
    found = {}
    for case_id, stamp in sorted(stamps.items()):  # contexts that are new are noted by everybody in one order
        kept = _kept.get(case_id)
        if kept and kept[0] == stamp:
            found[case_id] = kept[1]
        else:
            found[case_id] = state = _read(case_id, now)
            # Not before: a context that was stored by a transaction that is undone has no number.
            transaction.on_commit(partial(_keep, case_id, stamp, state))
    return found


def _keep(case_id: int, stamp: str, state: CaseState) -> None:
    _kept[case_id] = (stamp, state)


def _read(case_id: int, now: datetime) -> CaseState:
    case = Case.objects.select_related("incident").get(pk=case_id)
    version = current_list(case.incident_id)
    if version is None:
        raise NoLeakedFieldList(case.incident.code)
    context = case_context(case, version, now=now)
    return CaseState(case, context, _stored(case, context), version.pk)


def _stored(case: Case, context: CaseContext) -> int:
    """Store a context and return its number. One query where it was stored before, three otherwise."""
    content = context_to_json(context)
    key = UUID(bytes=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()[:16])
    wanted = JudgingContext.objects.filter(case=case, key=key)
    found = wanted.values_list("pk", flat=True).first()
    if found is None:
        JudgingContext.objects.bulk_create([JudgingContext(case=case, key=key, content=content)], ignore_conflicts=True)
        found = wanted.values_list("pk", flat=True).get()
    return found
