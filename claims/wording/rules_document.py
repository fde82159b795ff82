"""The register of rules as a page of documentation, in both languages side by side."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.rules.verification import POSSIBLE, READ_BY, RULES, THRESHOLDS, Possible, Rule
from claims.wording.codes import label
from claims.wording.reasons import ASKS, REASONS
from claims.wording.rules import (
    WAITING,
    facts_read,
    legal_source,
    rule_question,
    rule_title,
    threshold_label,
)

LANGUAGES: Final = ("en", "ko")

PLACEHOLDERS: Final[Mapping[str, str | Promise]] = {
    "agreements": _("in what they agree"),
    "beyond_listed": _("which claimed items it does not show"),
    "cut_off": _("the cut-off"),
    "ends": _("last day"),
    "found": _("what gave points"),
    "high": _("score for high"),
    "items": _("which items, and who says what"),
    "kinds": _("what kind of party"),
    "medium": _("score for medium"),
    "missing": _("what is missing"),
    "notices": _("which notices"),
    "score": _("score"),
    "under": _("age"),
}
"""What stands in a reason's sentence for what differs from claim to claim."""

_TITLE: Final = _("Verification rules")
_INTRODUCTION: Final = (
    _(
        "Every claim is put to these rules when it arrives, and again whenever something that they read has changed. A "
        "rule says that the claim passes, that the claimant can cure something (a deficiency), or that a person must "
        "look. No rule rejects a claim; only a person does. Words in ⟨brackets⟩ stand for what differs from claim to "
        "claim."
    ),
    _(
        "What a rule reads can be few-valued, so that many claims agree in it: such a rule is judged once for all "
        "claims that agree, set by set. The others are judged claim by claim. A rule's version goes up whenever the "
        "same facts could be judged otherwise; every judgement keeps the versions it was made with."
    ),
)
_VERDICT: Final = _(
    "If anything is asked of the claimant, the claim needs information. Otherwise, if rule 17 wants a person, it is "
    "held as a possible duplicate. Otherwise, if any rule wants a person, or found what the claimant cannot cure, a "
    "person looks. Otherwise it is verified. Rules 10 and 11 take an item out of the claim and leave the claim "
    "standing. While the claim of a child who cannot consent alone lacks a representative, only rules 1 and 4 are run."
)
_WAITING: Final = _(
    "These rules belong to the order of the domain, and the system does not yet collect what they would read. They are "
    "not run, and nothing is said to have passed them."
)
_NAMES: Final[Mapping[str, str | Promise]] = {
    "verdict": _("What follows from all rules together"),
    "thresholds": _("Thresholds"),
    "waiting": _("Rules that wait for data"),
    "asks": _("What it asks"),
    "reads": _("What it reads"),
    "source": _("Legal source"),
    "code": _("Code and version"),
    "used": _("Where it is used"),
    "again": _("Judged again"),
    "always": _("every case is judged by it"),
    "by_default": _("every case, unless it does without"),
    "optional": _("only cases that have chosen it"),
    "by_profile": _("set by set"),
    "one_by_one": _("claim by claim"),
    "outcome": _("Outcome"),
    "why": _("Why"),
    "request": _("What the claimant is asked"),
    "asked": _("asked of the claimant"),
    "rule": _("Rule"),
    "threshold": _("Threshold"),
    "default": _("Default"),
    "bounds": _("Can be"),
    "waits_for": _("Waits for"),
}

Said = Callable[[], str]


def rules_document() -> str:
    """Return the documentation of every rule as Markdown: the same bytes for the same register and words."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "<!-- Written by `manage.py rules --write`. Change the rules and their words, never this file. -->"
    yield f"# {_both(_TITLE)}"
    for paragraph in _INTRODUCTION:
        yield from _paragraphs(paragraph)
    for rule in RULES:
        yield from _rule(rule)
    yield from ("", f"## {_name('verdict')}")
    yield from _paragraphs(_VERDICT)
    yield from _thresholds()
    yield from _waiting()


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f"## {rule.number}. {_both(lambda: rule_title(rule.number))}", "")
    used = "always" if rule.always else "by_default" if rule.by_default else "optional"
    yield from _table(
        ["", "English", "한국어"],
        [
            [_name("asks"), *_each(lambda: rule_question(rule.number))],
            [_name("reads"), *_each(lambda: "; ".join(facts_read(rule.reads)))],
            [_name("source"), *_each(lambda: legal_source(rule.number))],
            [_name("used"), *_each(_NAMES[used])],
            [_name("again"), *_each(_NAMES["by_profile" if rule.by_profile else "one_by_one"])],
            [_name("code"), *[f"`{rule.code}`, {rule.version}"] * 2],
        ],
    )
    yield ""
    yield from _table(
        [_name("outcome"), "", f"{_name('why')}: English", "한국어"],
        [
            [_outcome(each), f"`{each.reason}`", *_each(_sentence(REASONS[each.reason]))]
            for each in POSSIBLE[rule.number]
        ],
    )
    asking = [each for each in POSSIBLE[rule.number] if each.asks]
    if asking:
        yield ""
        yield from _table(
            [_name("request"), "English", "한국어"],
            [[f"`{each.reason}`", *_each(_sentence(ASKS[each.reason]))] for each in asking],
        )


def _thresholds() -> Iterator[str]:
    yield from ("", f"## {_name('thresholds')}", "")
    yield from _table(
        [_name("threshold"), "", _name("default"), _name("bounds"), _name("rule")],
        [
            [
                _both(lambda code=code: threshold_label(code)),  # type: ignore[misc]
                f"`{code}`",
                str(default),
                f"{least}–{most}",
                ", ".join(str(number) for number in sorted(READ_BY[code])),
            ]
            for code, (default, least, most) in THRESHOLDS.items()
        ],
    )


def _waiting() -> Iterator[str]:
    yield from ("", f"## {_name('waiting')}")
    yield from _paragraphs(_WAITING)
    yield ""
    yield from _table(
        ["", _name("rule"), f"{_name('waits_for')}: English", "한국어"],
        [[str(number), _both(title), *_each(waits_for)] for number, (title, waits_for) in WAITING.items()],
    )


def _outcome(possible: Possible) -> str:
    said = _both(lambda: label("outcome", possible.outcome))
    return f"{said} ({_name('asked')})" if possible.asks else said


class _Many(int):
    """A number for which a sentence takes its plural, shown as a placeholder."""

    def __str__(self) -> str:
        return "⟨n⟩"


def _sentence(words: str | Promise) -> Said:
    """A reason's sentence with its placeholders named."""

    def said() -> str:
        named: dict[str, object] = {name: f"⟨{each}⟩" for name, each in PLACEHOLDERS.items()}
        return str(words % (named | {"claims": _Many(2)}))

    return said


def _name(code: str) -> str:
    return _both(_NAMES[code])


def _both(words: str | Promise | Said) -> str:
    return " · ".join(_each(words))


def _each(words: str | Promise | Said) -> list[str]:
    """The words in each language."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(str(words() if callable(words) else words))
    return said


def _paragraphs(words: str | Promise) -> Iterator[str]:
    for said in _each(words):
        yield from ("", said)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield _row(columns)
    yield _row(["---"] * len(columns))
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
