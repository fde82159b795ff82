"""All judged claims of an incident in groups that agree in everything that matters, with what rules find of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from claims.rules.verification import ItemMasks, Marks, Rule, Verdict, rule_mask
from claims.services.contexts import CaseState
from claims.services.judging import finding_ids, said
from claims.services.rejudging.profiles import (
    ITEM_MASKS,
    JUDGED,
    LISTED,
    MARKS,
    Profile,
    columns_of,
    judge,
    notice_codes,
    value,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that stand alike, were judged alike and are judged alike now. `examples`: numbers of up to two of them."""

    case_id: int
    stage: str
    claimed: int
    before: Verdict
    after: Verdict
    items_before: ItemMasks
    items_after: ItemMasks
    judged_otherwise: bool
    claims: int
    examples: tuple[str, ...]


def judge_groups(states: Sequence[CaseState], *, rules: Sequence[Rule]) -> Iterator[Group]:
    """Judge all judged claims of these cases, of one incident, by rules that judge by profile. Nothing is written.

    One pass over the claims, however many; findings that are new are noted.
    """
    incident = states[0].case.incident_id
    columns = columns_of(rules)
    contexts = {state.case.pk: state.context for state in states}
    codes = notice_codes(incident)
    rows = _read(
        columns,
        rules,
        {"cases": list(contexts), "incident": incident, "others": ~rule_mask(rule.number for rule in rules)},
    )
    profiles: dict[tuple[Any, ...], Profile] = {}
    for row in rows:
        key = (row["case_id"], *(row[f"p_{name}"] for name in columns))
        if key not in profiles:
            values = {name: row[f"p_{name}"] for name in columns}
            profiles[key] = judge(row["case_id"], values, codes, contexts[row["case_id"]], rules)
    ids = finding_ids(check for profile in profiles.values() for check in profile.checks)
    for row in rows:
        profile = profiles[row["case_id"], *(row[f"p_{name}"] for name in columns)]
        found = {check.rule: ids[said(check)] for check in profile.checks}
        marks = Marks(*(row[name] | getattr(profile.marks, name) for name in MARKS))
        before = ItemMasks(*(row[name] for name in ITEM_MASKS))
        yield Group(
            case_id=row["case_id"],
            stage=row["stage"],
            claimed=row["items_mask"],
            before=Verdict(row["verdict"]),
            after=marks.verdict,
            items_before=before,
            items_after=profile.items,
            judged_otherwise=before != profile.items
            or any(row[f"f{rule.number}"] != found.get(rule.number) for rule in rules),
            claims=row["claims"],
            examples=tuple({row["first"]: None, row["last"]: None}),
        )


def _read(columns: Sequence[str], rules: Sequence[Rule], values: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [
        "c.case_id",
        "c.stage",
        "c.items_mask",
        "v.verdict",
        *(f"{value(name)} AS p_{name}" for name in columns),
        *(f"v.{name} & %(others)s::bigint AS {name}" for name in MARKS),
        *(f"v.{name}" for name in ITEM_MASKS),
        *(f"v.findings[{rule.number}] AS f{rule.number}" for rule in rules),
    ]
    places = ", ".join(str(place) for place in range(1, len(parts) + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {", ".join(parts)}, count(*) AS claims, min(c.number) AS first, max(c.number) AS last
            FROM claims_claim c JOIN claims_verification v ON v.id = c.verification_id {LISTED}
            WHERE {JUDGED} GROUP BY {places}
            """,  # noqa: S608
            values,
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
