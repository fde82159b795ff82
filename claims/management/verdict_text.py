"""Why a claim was judged so, as lines of text: what counsel's page shows, in English, for a terminal."""

from collections.abc import Iterator

from django.utils import translation

from claims.queries.verdict_page import Explanation
from claims.services.reproduction import Reproduction
from claims.wording.codes import label
from claims.wording.counsel import ITEM_VERDICTS
from claims.wording.formats import moment
from claims.wording.reasons import reason_sentence
from claims.wording.rules import rule_title
from claims.wording.stages import stage_label
from claims.wording.verdict import RUN_CAUSES, reproduced_sentence


def reproduced_line(again: Reproduction) -> str:
    """Return what judging a run again showed, in English."""
    with translation.override("en"):
        return reproduced_sentence(
            again.fidelity, other_rules=again.other_rules, findings=again.findings, parts=again.parts
        )


def verdict_lines(told: Explanation) -> Iterator[str]:
    """Return everything about one run, line by line. Call it under the language that `told` was made in."""
    run = told.judged.run
    yield f"Claim {told.claim.number}"
    yield f"Check {run.pk}, {moment(run.judged_at)}: {RUN_CAUSES[run.cause]}"
    yield f"Outcome: {label('verdict', run.verdict)}"
    yield ""
    yield "What followed"
    case_type = told.claim.case.case_type
    for move in told.followed.moves:
        stages = (stage_label("claim", stage, case_type=case_type) for stage in (move.from_stage, move.to_stage))
        yield f"  {' → '.join(stages)}"
    if told.followed.stayed:
        yield f"  {told.followed.stayed}"
    if told.before:
        before = f"{moment(told.before.judged_at)} – {label('verdict', told.before.verdict)}"
        yield f"  The check before: {told.before.pk}, {before}"
    yield ""
    yield "Data items claimed"
    yield from _items(told)
    yield ""
    yield "Rule by rule"
    yield from _rules(told)
    for title, lines in (("What the rules read of the claim", told.facts), ("What held for all claims", told.context)):
        if lines:
            yield ""
            yield title
            yield from (f"  {line.name}: {line.value or '–'}" for line in lines)


def _items(told: Explanation) -> Iterator[str]:
    if told.items is None:
        yield "  The verdict of each item was not kept with this check."
        return
    for each in told.items.items:
        yield f"  {each.item.name}: {ITEM_VERDICTS[each.verdict]}"
        if each.why:
            yield f"    {each.why}"
        yield from (f"    {cell.cohort.name}: {cell.words}" for cell in each.cells)
    yield f"  Leaked-field list, version {told.items.list_number}"


def _rules(told: Explanation) -> Iterator[str]:
    for each in told.rules:
        finding = each.finding
        asked = ", asked of the claimant" if finding.asks else ""
        yield f"  {finding.rule} {rule_title(finding.rule)}: {label('outcome', finding.outcome)}{asked}"
        yield f"    {reason_sentence(finding.reason, finding.params, told.names)}"
        yield f"    Version {finding.rule_version} of the rule · {each.legal_source} · It reads: {', '.join(each.read)}"
        if each.base:
            yield f"    Taken over from an earlier check: {moment(each.base.judged_at)} ({each.base.pk})"
