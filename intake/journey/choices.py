"""Answers to choose from."""

from collections.abc import Sequence
from typing import Literal

from django.utils.html import format_html

from intake.journey.fields import Choice, Line, Text
from intake.render import fragment


def choice(
    name: str,
    value: str,
    label: Text,
    *,
    kind: Literal["radio", "checkbox"] = "radio",
    hint: Text = "",
    lines: Sequence[Line] = (),
    tag: Text = "",
) -> Choice:
    """One answer to the question `name`: with a hint, or with lines that tell facts, and a tag beside its label."""
    key = f"{name}-{value}"
    attributes = format_html(' type="{}" id="{}" name="{}" value="{}"', kind, key, name, value)
    if hint or lines:
        attributes += format_html(' aria-describedby="{}-about"', key)
    body = fragment(
        "intake/fields/choice_body.html", {"id": key, "label": label, "hint": hint, "lines": lines, "tag": tag}
    )
    return Choice(value, str(label), attributes, body)
