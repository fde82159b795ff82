"""Claims as the rules see them: facts read set-wise, and the context that holds for a whole case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from claims.crypto.blind import Generation
from claims.crypto.blind_forms import name_key
from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import AffectedAccountList, BreachNotice, Case, DataItem, LeakedFieldList, ListedClaim
from claims.queries.abuse_settings import current_settings
from claims.queries.abuse_signals import AbuseFacts, abuse_facts
from claims.queries.affected_accounts import current_accounts
from claims.queries.duplicates import hits as duplicate_hits
from claims.queries.proofs import Proofs, proofs_of
from claims.queries.rule_settings import current_rules
from claims.rules.abuse import Readings
from claims.rules.deadlines import korean_date
from claims.rules.verification import (
    CaseContext,
    ClaimantType,
    ClaimFacts,
    CohortItems,
    Contact,
    DuplicateHit,
    Field,
    KnownNotice,
    LeakWindow,
    Received,
    age_band,
)
from claims.rules.verification.person import age, is_held
from claims.rules.verification.record import facts_to_json


@dataclass(frozen=True, slots=True, repr=False)
class LoadedClaim:
    """One locked claim: where it stands, what the rules found before, and its facts now."""

    claim_id: UUID
    case_id: int
    stage: str
    stage_seq: int
    resume_to: str
    verdict_before: str | None
    facts: ClaimFacts
    abuse: AbuseFacts
    facts_id: UUID | None
    """Where these very facts are kept already; None: they are others than those of the run before."""


_CLAIMS = """
    SELECT c.id, c.case_id, c.stage, c.stage_seq, c.resume_to, v.verdict, v.facts_id, f.facts,
        c.claimant_type, c.joined, c.withdrew,
        c.notices, c.items_mask, c.entrance_code_stored, c.damages_sought, c.other_proceedings, c.attested, c.on_file,
        c.submitted_at, c.account_email IS NOT NULL OR c.account_phone IS NOT NULL AS has_account,
        p.id AS claimant_id, p.wrapped_key, p.key_version, p.birth_date, p.name,
        p.email IS NOT NULL OR p.phone IS NOT NULL AS has_contact, p.address IS NOT NULL AS has_address,
        p.representative IS NOT NULL AS has_representative,
        ARRAY(SELECT t.code FROM claims_consenttext t WHERE t.case_id = c.case_id AND t.current AND t.required
            AND NOT EXISTS (SELECT FROM claims_consent s WHERE s.claim_id = c.id AND s.text_id = t.id AND s.given)
        ) AS consents_missing
    FROM claims_claim c
    JOIN claims_claimant p ON p.id = c.claimant_id
    LEFT JOIN claims_verification v ON v.id = c.verification_id
    LEFT JOIN claims_judgedfacts f ON f.id = v.facts_id
    WHERE c.id = ANY(%s::uuid[]) ORDER BY c.id FOR NO KEY UPDATE OF c
"""


def load_claims(claim_ids: Sequence[UUID], contexts: Mapping[int, CaseContext]) -> list[LoadedClaim]:
    """Lock the claims and read their facts. Eight queries at most, however many claims. `contexts`: by case.

    The birth date is opened here, for rule 4, and the name, for rule 21, where a case has a list of conflicts; nothing
    else personal leaves its ciphertext, and neither is in the facts. Raises DecryptionFailed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, [list(claim_ids)])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    duplicates = duplicate_hits(claim_ids)
    conflicts = _conflicts(rows)
    abuse = abuse_facts(claim_ids)
    in_force = any(context.accounts is not None for context in contexts.values())
    listed = items_listed(claim_ids) if in_force else {}
    proofs = proofs_of(claim_ids)
    loaded = []
    for row in rows:
        facts = _facts(
            row,
            contexts[row["case_id"]],
            duplicates=duplicates.get(row["id"], ()),
            conflicts=conflicts.get(row["id"], ()),
            abuse=abuse[row["id"]].readings,
            on_list=listed.get(row["id"]),
            proofs=proofs[row["id"]],
        )
        if is_held(age(facts, contexts[row["case_id"]])):
            facts = replace(facts, on_list=None)  # nobody has consented to more than asking for consent
        kept = row["facts"] is not None and json.loads(row["facts"]) == facts_to_json(facts)
        loaded.append(
            LoadedClaim(
                row["id"],
                row["case_id"],
                row["stage"],
                row["stage_seq"],
                row["resume_to"],
                row["verdict"],
                facts,
                abuse[row["id"]],
                row["facts_id"] if kept else None,
            )
        )
    return loaded


def case_context(case: Case, version: LeakedFieldList, *, now: datetime) -> CaseContext:
    """What holds for every claim of a case today, under one list version. Five queries."""
    incident = case.incident
    items = {item.code: item for item in DataItem.objects.filter(incident=incident)}
    notices = BreachNotice.objects.filter(incident=incident, bit__isnull=False).select_related("cohort")
    accounts = current_accounts(incident.pk)
    return CaseContext(
        known_notices={n.code: KnownNotice(n.dated, n.cohort.code, n.source) for n in notices},
        cohorts={cohort: CohortItems(leaked, not_leaked) for cohort, (leaked, not_leaked) in version.masks.items()},
        items={code: item.bit for code, item in items.items()},
        entrance_code=next((code for code, item in items.items() if item.is_entrance_code), None),
        leak=LeakWindow(incident.leak_from, incident.leak_to, incident.undisputed_from),
        became_known=incident.became_known,
        today=korean_date(now),
        years_from_knowledge=incident.years_from_knowledge,
        years_from_act=incident.years_from_act,
        cut_off=case.cut_off,
        abuse_settings=current_settings(case.pk),
        rules=current_rules(case.pk),
        accounts=None if accounts is None else accounts.number,
        identity_offered=bool(settings.IDENTITY_PROVIDER),
    )


def _facts(
    row: Mapping[str, Any],
    ctx: CaseContext,
    *,
    duplicates: Sequence[DuplicateHit],
    conflicts: Sequence[str],
    abuse: Readings | None,
    on_list: int | None,
    proofs: Proofs,
) -> ClaimFacts:
    born = _birth_date(row)
    return ClaimFacts(
        claimant_type=row["claimant_type"] or None,
        missing=_missing(row),
        consents_missing=frozenset(() if row["on_file"] else row["consents_missing"]),
        attested=row["attested"],
        attestation_on_file=row["on_file"],
        contact=Contact.PROVEN if proofs.contact else Contact.ON_FILE if row["on_file"] else Contact.UNPROVEN,
        identity=proofs.identity,
        age_band=None if born is None else age_band(born, ctx.today, ctx.rules),
        has_representative=row["has_representative"],
        notices=tuple(
            Received(n["code"], date.fromisoformat(n["received_on"]) if n["received_on"] else None)
            for n in json.loads(row["notices"])  # Django leaves jsonb of raw queries as text
        ),
        items_mask=row["items_mask"],
        entrance_code_stored=row["entrance_code_stored"] or None,
        on_list=on_list,
        joined=row["joined"],
        withdrew=row["withdrew"],
        other_proceedings=row["other_proceedings"] or None,
        proceedings_on_file=row["on_file"],
        duplicates=tuple(duplicates),
        conflicts=tuple(conflicts),
        abuse=abuse,
        received_at=row["submitted_at"],
    )


def items_listed(claim_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return what the list in force shows for claims' accounts, of those that were looked up. One query."""
    listed = ListedClaim.objects.filter(claim__in=claim_ids, list__state=AffectedAccountList.State.CURRENT)
    return dict(listed.values_list("claim_id", "items_mask"))


def _missing(row: Mapping[str, Any]) -> frozenset[str]:
    holds_account = row["claimant_type"] != ClaimantType.NON_MEMBER_RECIPIENT
    given = {
        Field.CLAIMANT_TYPE: bool(row["claimant_type"]),
        Field.NAME: row["name"] is not None,
        Field.BIRTH_DATE: row["birth_date"] is not None,
        Field.CONTACT: row["has_contact"],
        Field.ADDRESS: row["has_address"],
        Field.ACCOUNT: row["has_account"] or not holds_account,
        Field.DATA_ITEMS: row["items_mask"] != 0,
        Field.DAMAGES_SOUGHT: row["damages_sought"] is not None,
    }
    return frozenset(name.value for name, there in given.items() if not there)


def _birth_date(row: Mapping[str, Any]) -> date | None:
    opened = _open(row, "birth_date")
    return date.fromisoformat(opened) if opened else None


def _open(row: Mapping[str, Any], field: str) -> str | None:
    """One of the claimant's fields; None for what was not given, or was erased."""
    if row[field] is None or row["wrapped_key"] is None:
        return None
    key = DataKey.unwrap(WrappedKey(row["wrapped_key"], row["key_version"]), owner=row["claimant_id"])
    return key.open(row[field], table="claimant", row=row["claimant_id"], field=field)


def _conflicts(rows: Sequence[Mapping[str, Any]]) -> dict[UUID, list[str]]:
    """Rule 21: whose name is on the case's list of conflicts. One query.

    A listed name's key stays in the generation that it was made in, so each claimant's key is made in that one here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.case_id, p.name_key, p.kind, g.number, g.index_key, g.normal_form FROM claims_conflictparty p
            JOIN claims_indexgeneration g ON g.number = p.generation WHERE p.case_id = ANY(%s)
            """,
            [list({row["case_id"] for row in rows})],
        )
        listed: dict[int, dict[UUID, set[str]]] = {}
        made_in: dict[int, set[Generation]] = {}
        for case_id, key, kind, *generation in cursor.fetchall():
            listed.setdefault(case_id, {}).setdefault(key, set()).add(kind)
            made_in.setdefault(case_id, set()).add(Generation(*generation))
    hits: dict[UUID, list[str]] = {}
    for row in rows:
        if row["case_id"] in listed and (name := _open(row, "name")):
            keys = {name_key(name, generation) for generation in made_in[row["case_id"]]} - {None}
            kinds = set[str]().union(*(listed[row["case_id"]].get(key, ()) for key in keys if key))
            if kinds:
                hits[row["id"]] = sorted(kinds)
    return hits
