"""What a browser sent, or would send: lists of text by input name. Read into the API's body, and written from it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

#: Input names to what was typed, as `QueryDict.lists` gives it.
Typed = Mapping[str, list[str]]
#: Parts of a submission by name, in the form of the API's body.
Answers = Mapping[str, object]

#: One text; one text on several lines, of which one is made; any number of codes; dates in number inputs.
Kind = Literal["text", "lines", "codes", "day", "month"]
#: A page's inputs. Names follow the body: `account-email` is `email` in the object `account`.
Inputs = Mapping[str, Kind]

_DATE_PARTS = ("year", "month", "day")
_NUMBER = re.compile(r"([0-9]{1,4})[년월일.]?")


def one(typed: Typed, name: str) -> str:
    """The one answer under a name, trimmed; empty when there is none."""
    values = typed.get(name)
    return values[-1].strip() if values else ""


def read(typed: Typed, inputs: Inputs) -> dict[str, object]:
    """The body that the inputs make. What is typed is passed on as it is: whether it is valid, the services say."""
    body: dict[str, object] = {}
    for name, kind in inputs.items():
        part, _, key = name.partition("-")
        if key:
            entry = body.setdefault(part, {})
            assert isinstance(entry, dict)
            entry[key] = _value(typed, name, kind)
        else:
            body[part] = _value(typed, name, kind)
    return body


def write(answers: Answers, inputs: Inputs) -> dict[str, list[str]]:
    """What the inputs hold for a body: the inverse of `read`. Nothing for what was not answered."""
    typed: dict[str, list[str]] = {}
    for name, kind in inputs.items():
        part, _, key = name.partition("-")
        value = answers.get(part)
        if key:
            value = value.get(key) if isinstance(value, Mapping) else None
        if kind in ("day", "month"):
            typed |= from_iso(name, value)
        elif isinstance(value, list):
            typed[name] = value
        elif isinstance(value, str):
            typed[name] = [value]
    return typed


def iso(typed: Typed, name: str, *, day: bool = True) -> str:
    """The date under `name` as YYYY-MM-DD (or YYYY-MM), empty when nothing was typed.

    What is no date comes out as something that is none either, for the validator to refuse.
    """
    parts = [one(typed, f"{name}-{part}") for part in (_DATE_PARTS if day else _DATE_PARTS[:2])]
    if not any(parts):
        return ""
    year, *rest = (_digits(part) for part in parts)
    return "-".join((year.zfill(4), *(number.zfill(2) for number in rest)))


def from_iso(name: str, value: object) -> dict[str, list[str]]:
    """What would be typed for a date: the inverse of `iso`. Nothing for no date."""
    if not isinstance(value, str) or not value:
        return {}
    return {f"{name}-{part}": [number.lstrip("0")] for part, number in zip(_DATE_PARTS, value.split("-"), strict=False)}


def _value(typed: Typed, name: str, kind: Kind) -> object:
    match kind:
        case "text":
            return one(typed, name)
        case "lines":
            return " ".join(line for line in one(typed, name).replace("\r\n", "\n").split("\n") if line)
        case "codes":
            return list(typed.get(name, ()))
        case "day" | "month":
            return iso(typed, name, day=kind == "day")


def _digits(part: str) -> str:
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", part[:20]).strip())
    return match[1] if match else "?"
