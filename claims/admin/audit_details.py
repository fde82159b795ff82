"""What an audit entry tells besides the act, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import AuditEntry
from claims.rules.stages import Subject
from claims.wording import formats
from claims.wording.codes import LABELS, label
from claims.wording.counsel import REVEAL_REASONS, field_label
from claims.wording.deadlines import deadline_label
from claims.wording.duplicates import DECISIONS
from claims.wording.duplicates import REASONS as DECISION_REASONS
from claims.wording.formats import listed
from claims.wording.stages import stage_label


def detail_of(entry: AuditEntry) -> str:
    """Return an entry's detail as one phrase; empty where there is nothing to add."""
    detail: Mapping[str, Any] = entry.detail
    parts: list[str] = []
    if "to" in detail:
        subject = Subject.CASE if entry.subject_type == "case" else Subject.CLAIM
        stages = [detail[end] for end in ("from", "to") if detail.get(end)]
        parts.append(" → ".join(stage_label(subject, stage) for stage in stages))
    if fields := detail.get("fields"):
        parts.append(listed([field_label(field) for field in fields]))
    if reason := detail.get("reason"):
        parts.append(str(REVEAL_REASONS.get(reason) or DECISION_REASONS.get(reason, reason)))
    if by := detail.get("by"):
        parts.append(listed([field_label(kind) for kind in by]))
    if role := detail.get("role"):
        parts.append(label("role", role))
    if deadline := detail.get("deadline"):
        ends = [formats.day(detail["ends"])] if detail.get("ends") else []
        parts.append(" ".join([deadline_label(deadline), *ends]))
    if detail.get("kind") in LABELS["conflict"]:
        parts.append(label("conflict", detail["kind"]))
    if entry.action == "pair.bulk":
        parts.append(str(DECISIONS[detail["kind"]]))
    if "version" in detail:
        parts.append(_("version %(number)s") % {"number": detail["version"]})
    if rules := detail.get("rules"):
        numbers = listed([str(number) for number in rules])
        parts.append(ngettext("rule %(numbers)s", "rules %(numbers)s", len(rules)) % {"numbers": numbers})
    parts += [words for name in _COUNTS if name in detail for words in [_count(name, detail[name])]]
    return " · ".join(parts)


_COUNTS = ("found", "claims_queued", "rows", "decided", "dead_letters")


def _count(name: str, number: int) -> str:
    match name:
        case "found":
            words = ngettext("%(number)s claim found", "%(number)s claims found", number)
        case "claims_queued":
            words = ngettext("%(number)s claim checked again", "%(number)s claims checked again", number)
        case "decided":
            words = ngettext("%(number)s pair", "%(number)s pairs", number)
        case "rows":
            words = ngettext("%(number)s row", "%(number)s rows", number)
        case _:
            words = ngettext("%(number)s piece of work", "%(number)s pieces of work", number)
    return words % {"number": f"{number:,}"}
