"""Facts and context as JSON and back, so that a judgement can be made again as it was made then.

Nothing in them is personal (see `facts`). What is empty is left out, and so is what stands beside them in the run's own
row: the items that an affected-account list showed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from claims.rules.abuse import AbuseSettings
from claims.rules.verification.facts import (
    CaseContext,
    ClaimFacts,
    CohortItems,
    DuplicateHit,
    KnownNotice,
    LeakWindow,
    Received,
)
from claims.rules.verification.settings import RuleSettings

Json = dict[str, Any]


def facts_to_json(facts: ClaimFacts) -> Json:
    """Return everything that the rules read of a claim, but for `on_list`."""
    kept: Json = {
        "claimant_type": facts.claimant_type,
        "missing": sorted(facts.missing),
        "consents_missing": sorted(facts.consents_missing),
        "attested": facts.attested,
        "attestation_on_file": facts.attestation_on_file,
        "contact": facts.contact,
        "identity": facts.identity,
        "age_band": facts.age_band,
        "has_representative": facts.has_representative,
        "notices": [[notice.code, _text(notice.received_on)] for notice in facts.notices],
        "items_mask": facts.items_mask,
        "entrance_code_stored": facts.entrance_code_stored,
        "joined": _text(facts.joined),
        "withdrew": _text(facts.withdrew),
        "other_proceedings": facts.other_proceedings,
        "proceedings_on_file": facts.proceedings_on_file,
        "duplicates": [[list(hit.agreements), hit.waits, hit.certain] for hit in facts.duplicates],
        "conflicts": list(facts.conflicts),
        "abuse": None if facts.abuse is None else dict(facts.abuse),
        "received_at": facts.received_at.isoformat(),
    }
    # An empty dict of readings is not the same as none.
    return {name: value for name, value in kept.items() if value or (name == "abuse" and value is not None)}


def facts_from_json(kept: Mapping[str, Any], *, on_list: int | None) -> ClaimFacts:
    """Return the facts that `facts_to_json` wrote. Raises KeyError or ValueError for anything else."""
    return ClaimFacts(
        claimant_type=kept.get("claimant_type"),
        missing=frozenset(kept.get("missing", ())),
        consents_missing=frozenset(kept.get("consents_missing", ())),
        attested=kept.get("attested", False),
        attestation_on_file=kept.get("attestation_on_file", False),
        contact=kept["contact"],
        identity=kept.get("identity"),
        age_band=kept.get("age_band"),
        has_representative=kept.get("has_representative", False),
        notices=tuple(Received(code, _day(day)) for code, day in kept.get("notices", ())),
        items_mask=kept.get("items_mask", 0),
        entrance_code_stored=kept.get("entrance_code_stored"),
        on_list=on_list,
        joined=_day(kept.get("joined")),
        withdrew=_day(kept.get("withdrew")),
        other_proceedings=kept.get("other_proceedings"),
        proceedings_on_file=kept.get("proceedings_on_file", False),
        duplicates=tuple(DuplicateHit(tuple(codes), *rest) for codes, *rest in kept.get("duplicates", ())),
        conflicts=tuple(kept.get("conflicts", ())),
        abuse=kept.get("abuse"),
        received_at=datetime.fromisoformat(kept["received_at"]),
    )


def context_to_json(ctx: CaseContext) -> Json:
    """Return everything that held for the claims of a case when they were judged."""
    return {
        "known_notices": {
            code: [notice.dated.isoformat(), notice.cohort, notice.source]
            for code, notice in sorted(ctx.known_notices.items())
        },
        "cohorts": {code: [items.leaked, items.not_leaked] for code, items in sorted(ctx.cohorts.items())},
        "items": dict(sorted(ctx.items.items())),
        "entrance_code": ctx.entrance_code,
        "leak": [_text(ctx.leak.begins), _text(ctx.leak.ends), _text(ctx.leak.undisputed_from)],
        "became_known": ctx.became_known.isoformat(),
        "today": ctx.today.isoformat(),
        "years": [ctx.years_from_knowledge, ctx.years_from_act],
        "holidays": sorted(day.isoformat() for day in ctx.holidays),
        "cut_off": None if ctx.cut_off is None else ctx.cut_off.isoformat(),
        "abuse": {
            "version": ctx.abuse_settings.version,
            "medium": ctx.abuse_settings.medium,
            "high": ctx.abuse_settings.high,
            "limits": dict(sorted(ctx.abuse_settings.limits.items())),
            "points": dict(sorted(ctx.abuse_settings.points.items())),
        },
        "rules": {
            "version": ctx.rules.version,
            "chosen": dict(sorted(ctx.rules.chosen.items())),
            "thresholds": dict(sorted(ctx.rules.thresholds.items())),
        },
        "accounts": ctx.accounts,
        "identity_offered": ctx.identity_offered,
    }


def context_from_json(kept: Mapping[str, Any]) -> CaseContext:
    """Return the context that `context_to_json` wrote. Raises KeyError or ValueError for anything else."""
    begins, ends, undisputed_from = (_day(day) for day in kept["leak"])
    assert begins is not None
    assert ends is not None
    from_knowledge, from_act = kept["years"]
    return CaseContext(
        known_notices={
            code: KnownNotice(date.fromisoformat(dated), cohort, source)
            for code, (dated, cohort, source) in kept["known_notices"].items()
        },
        cohorts={code: CohortItems(*masks) for code, masks in kept["cohorts"].items()},
        items=kept["items"],
        entrance_code=kept["entrance_code"],
        leak=LeakWindow(begins, ends, undisputed_from),
        became_known=date.fromisoformat(kept["became_known"]),
        today=date.fromisoformat(kept["today"]),
        years_from_knowledge=from_knowledge,
        years_from_act=from_act,
        holidays=frozenset(date.fromisoformat(day) for day in kept["holidays"]),
        cut_off=None if kept["cut_off"] is None else datetime.fromisoformat(kept["cut_off"]),
        abuse_settings=AbuseSettings(**kept["abuse"]),
        rules=RuleSettings(**kept["rules"]),
        accounts=kept["accounts"],
        identity_offered=kept["identity_offered"],
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
