"""Why a claim was judged so: what the rules read, what held for all claims, what followed; in words, for counsel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from claims.rules.masks import from_mask
from claims.rules.verification import CaseContext, ClaimFacts, DuplicateHit, Field
from claims.wording.codes import label
from claims.wording.duplicates import level_phrase
from claims.wording.formats import day, listed, moment

Words = Mapping[str, str | Promise]

FACTS: Final[Words] = {
    "claimant_type": gettext_lazy("Claimant type"),
    "missing": gettext_lazy("Fields given"),
    "consents_missing": gettext_lazy("Required consents"),
    "attested": gettext_lazy("Statements attested as true"),
    "attestation_on_file": gettext_lazy("Attestation on file"),
    "contact": gettext_lazy("Proof of contact"),
    "identity": gettext_lazy("Verified identity"),
    "age_band": gettext_lazy("Age"),
    "has_representative": gettext_lazy("Legal representative"),
    "notices": gettext_lazy("Notices received"),
    "items_mask": gettext_lazy("Data items claimed"),
    "entrance_code_stored": gettext_lazy("Entrance code stored"),
    "on_list": gettext_lazy("On the affected-account list"),
    "joined": gettext_lazy("Account opened"),
    "withdrew": gettext_lazy("Account closed"),
    "other_proceedings": gettext_lazy("Other proceedings"),
    "proceedings_on_file": gettext_lazy("Answer on other proceedings on file"),
    "duplicates": gettext_lazy("Possible duplicates"),
    "conflicts": gettext_lazy("List of conflicts"),
    "abuse": gettext_lazy("Signs of abuse"),
    "received_at": gettext_lazy("Received on"),
}
"""What a fact of a claim is called, by the field of `ClaimFacts`."""

CONTEXT: Final[Words] = {
    "cohorts": gettext_lazy("Leaked-field list"),
    "accounts": gettext_lazy("Affected-account list"),
    "rules": gettext_lazy("Rule settings"),
    "abuse_settings": gettext_lazy("Settings of the abuse score"),
    "today": gettext_lazy("Day of the check"),
    "leak": gettext_lazy("Leak window"),
    "became_known": gettext_lazy("Leak became known on"),
    "limitation_ends": gettext_lazy("End of the limitation period"),
    "cut_off": gettext_lazy("Cut-off of the batch"),
    "known_notices": gettext_lazy("Known notices"),
    "items": gettext_lazy("Data items of the incident"),
    "entrance_code_mask": gettext_lazy("Entrance code among the data items"),
    "identity_offered": gettext_lazy("Identity provider"),
}
"""What holds for every claim of a case, by the field of `CaseContext`."""

THRESHOLDS: Final[Words] = {
    "adult_from": gettext_lazy("of age from %(number)s"),
    "consents_from": gettext_lazy("consent of one's own from %(number)s"),
    "days_to_file": gettext_lazy("a person looks when %(number)s days or fewer are left to sue"),
}

RUN_CAUSES: Final[Words] = {
    "arrival": gettext_lazy("The claim came in"),
    "again": gettext_lazy("Something about the claim may have changed"),
    "list": gettext_lazy("The leaked-field list changed"),
    "accounts": gettext_lazy("An affected-account list came into force"),
    "rules": gettext_lazy("The case's rules changed"),
    "time": gettext_lazy("A day came that the rules look at"),
}

AGES: Final[Words] = {
    "adult": gettext_lazy("of age"),
    "minor": gettext_lazy("a minor who may consent"),
    "child": gettext_lazy("a child for whom a representative consents"),
}

CONTACTS: Final[Words] = {
    "proven": gettext_lazy("proven by a code"),
    "on_file": gettext_lazy("vouched for by the firm"),
    "unproven": gettext_lazy("not proven"),
}

IDENTITIES: Final[Words] = {
    "equal": gettext_lazy("as in the claim"),
    "similar": gettext_lazy("the name is written in another way"),
    "other": gettext_lazy("another name or date of birth"),
}

STAYED: Final[Words] = {
    "settlement": gettext_lazy("It stayed where it was: in a class settlement the administrator decides every claim."),
    "unchanged": gettext_lazy("It stayed where it was: the outcome was the one of the check before."),
    "there_already": gettext_lazy("It stayed where it was, for that is where this outcome leads."),
    "in_hand": gettext_lazy("It stayed where it was: a person had it in hand. The check was for their information."),
    "in_court": gettext_lazy(
        "It stayed where it was: it was before the court. The check was for counsel's information."
    ),
    "past": gettext_lazy("It stayed where it was: it was past the check, which was for counsel's information."),
    "unrecorded": gettext_lazy("No move is on record."),
}

FIDELITIES: Final[Words] = {
    "exact": gettext_lazy(
        "Judged again from what was kept: every finding, every item and the outcome came out exactly as they stand "
        "here."
    ),
    "other_rules": gettext_lazy(
        "Judged again from what was kept: all that can be compared came out as it stands here. Not compared, because "
        "today's rules are not those of then: rule %(rules)s."
    ),
    "differs": gettext_lazy(
        "Judged again from what was kept, it does not come out as it stands here: %(what)s. "
        "Tell whoever runs this system."
    ),
    "not_kept": gettext_lazy(
        "This check is from before inputs were kept with each check. What it found is kept; it cannot be judged again."
    ),
}

PARTS: Final[Words] = {
    "asks": gettext_lazy("what is asked of the claimant"),
    "person": gettext_lazy("what goes to a person"),
    "hold": gettext_lazy("what is held as a duplicate"),
    "items": gettext_lazy("the data items"),
    "on_list": gettext_lazy("what the affected-account list showed"),
    "verdict": gettext_lazy("the outcome"),
    "record": gettext_lazy("the inputs, which cannot be read back"),
}

_YES: Final = pgettext_lazy("answer", "Yes")
_NO: Final = pgettext_lazy("answer", "No")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing with its value, in words. `code` is the field that it tells."""

    code: str
    name: str
    value: str


def fact_lines(facts: ClaimFacts, ctx: CaseContext, names: Mapping[str, str]) -> list[Line]:
    """Return everything that the rules read of a claim. `names`: of data items, notices and consents, by code."""
    return [Line(code, str(name), _said(code, facts, ctx, names)) for code, name in FACTS.items()]


def context_lines(ctx: CaseContext, *, list_number: int, cohorts: Mapping[str, str]) -> list[Line]:
    """Return what held for every claim of the case. `cohorts`: their names, by code."""
    said = {
        "cohorts": _version(list_number),
        "accounts": _("none in force") if ctx.accounts is None else _("no. %(number)s") % {"number": ctx.accounts},
        "rules": f"{_settings(ctx.rules.version)}: {_thresholds(ctx)}",
        "abuse_settings": _settings(ctx.abuse_settings.version),
        "today": day(ctx.today),
        "leak": _window(ctx),
        "became_known": day(ctx.became_known),
        "limitation_ends": day(ctx.limitation_ends),
        "cut_off": _("none yet") if ctx.cut_off is None else moment(ctx.cut_off),
        "known_notices": _known_notices(ctx, cohorts),
        "identity_offered": _("set up") if ctx.identity_offered else _("none set up"),
    }
    return [Line(code, str(CONTEXT[code]), value) for code, value in said.items()]


def read_names(reads: Sequence[str]) -> list[str]:
    """Return what fields of `ClaimFacts` and `CaseContext` are called, in the order of the pages."""
    return [str(name) for words in (FACTS, CONTEXT) for code, name in words.items() if code in reads]


def reproduced_sentence(
    fidelity: str, *, other_rules: Sequence[int], findings: Sequence[int], parts: Sequence[str]
) -> str:
    """Return what judging a run again showed."""
    wrong = [_("rule %(number)s") % {"number": number} for number in findings] + [str(PARTS[part]) for part in parts]
    return str(FIDELITIES[fidelity]) % {"rules": ", ".join(map(str, other_rules)), "what": listed(wrong)}


def _known_notices(ctx: CaseContext, cohorts: Mapping[str, str]) -> str:
    notices = sorted(ctx.known_notices.items(), key=lambda each: (each[1].dated, each[0]))
    return "; ".join(
        f"{code} ({label('source', each.source)}, {day(each.dated)}, {cohorts.get(each.cohort, each.cohort)})"
        for code, each in notices
    )


def _version(number: int) -> str:
    return _("version %(number)s") % {"number": number}


def _settings(version: int) -> str:
    return _version(version) if version else _("default settings")


def _thresholds(ctx: CaseContext) -> str:
    return ", ".join(str(words) % {"number": ctx.rules.threshold(code)} for code, words in THRESHOLDS.items())


def _window(ctx: CaseContext) -> str:
    ends = {"begins": day(ctx.leak.begins), "ends": day(ctx.leak.ends)}
    if ctx.leak.undisputed_from is None:
        return _("%(begins)s to %(ends)s") % ends
    return _("%(begins)s to %(ends)s; disputed before %(undisputed)s") % {
        **ends,
        "undisputed": day(ctx.leak.undisputed_from),
    }


def _items(mask: int, ctx: CaseContext, names: Mapping[str, str]) -> str:
    return listed([names.get(code, code) for code in from_mask(mask, ctx.items)])


def _on_list(facts: ClaimFacts, ctx: CaseContext, names: Mapping[str, str]) -> str:
    if facts.on_list is None:
        return _("not looked for")
    if not facts.on_list:
        return _("not found")
    return _("found, with: %(items)s") % {"items": _items(facts.on_list, ctx, names)}


def _notices(facts: ClaimFacts, names: Mapping[str, str]) -> str:
    return "; ".join(
        _("%(notice)s, on %(day)s") % {"notice": names.get(each.code, each.code), "day": day(each.received_on)}
        if each.received_on
        else _("%(notice)s, day not given") % {"notice": names.get(each.code, each.code)}
        for each in facts.notices
    )


def _hit(hit: DuplicateHit) -> str:
    agreed = listed(
        [level_phrase(part, level) for part, _dot, level in (each.partition(".") for each in hit.agreements)]
    )
    if not hit.waits:
        return _("%(agreements)s – the other one waits") % {"agreements": agreed}
    if hit.certain:
        return _("%(agreements)s – one person's, and the other one goes on") % {"agreements": agreed}
    return _("%(agreements)s – nobody has decided yet, and this one waits") % {"agreements": agreed}


def _abuse(facts: ClaimFacts) -> str:
    if facts.abuse is None:
        return _("not known, or no longer kept")
    readings = (f"{label('indicator', code)}: {reading:,}" for code, reading in sorted(facts.abuse.items()))
    return "; ".join(readings) or _("none")


def _lacking(codes: Sequence[str]) -> str:
    return _("all but: %(fields)s") % {"fields": listed(codes)} if codes else _("all")


def _coded(kind: str, code: str | None) -> str:
    return label(kind, code) if code else ""


def _said(code: str, facts: ClaimFacts, ctx: CaseContext, names: Mapping[str, str]) -> str:
    """One fact as a person reads it; empty for what was not answered."""
    match code:
        case "claimant_type" | "entrance_code_stored" | "other_proceedings":
            return _coded(code, getattr(facts, code))
        case "attested" | "attestation_on_file" | "proceedings_on_file":
            return str(_YES if getattr(facts, code) else _NO)
        case "joined" | "withdrew":
            month = getattr(facts, code)
            return f"{month:%Y-%m}" if month else ""
        case "missing":
            return _lacking([label("field", field) for field in Field if field in facts.missing])
        case "consents_missing":
            return _lacking([names.get(each, each) for each in sorted(facts.consents_missing)])
        case "contact":
            return str(CONTACTS[facts.contact])
        case "identity":
            return str(IDENTITIES[facts.identity]) if facts.identity else _("none")
        case "age_band":
            return str(AGES[facts.age_band]) if facts.age_band else ""
        case "has_representative":
            return _("named") if facts.has_representative else _("none named")
        case "notices":
            return _notices(facts, names)
        case "items_mask":
            return _items(facts.items_mask, ctx, names)
        case "on_list":
            return _on_list(facts, ctx, names)
        case "duplicates":
            return "; ".join(map(_hit, facts.duplicates)) or _("none")
        case "conflicts":
            return listed([label("conflict", each) for each in facts.conflicts]) or _("name not on it")
        case "abuse":
            return _abuse(facts)
        case "received_at":
            return moment(facts.received_at)
        case _:
            raise KeyError(code)
