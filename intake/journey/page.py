"""What a page of the form is: which parts of the submission it asks for, and the way between them and its inputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.queries.filing_terms import FilingCase
from intake.journey import typed as typing_
from intake.journey.fields import Field, Text
from intake.journey.typed import Answers, Inputs, Typed


@dataclass(frozen=True, slots=True)
class Row:
    """One answer on the page where all are checked: what was asked, and what was answered, line by line."""

    label: Text
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """The answer; empty where there is none. The stylesheet keeps its lines apart."""
        return "\n".join(self.lines)


def _nothing(answers: Answers, case: FilingCase) -> Text:
    return ""


def _always(answers: Answers, case: FilingCase) -> bool:
    return True


def _as_read(read: dict[str, object], cleaned: Mapping[str, object]) -> dict[str, object]:
    return read


def _by_pointer(pointer: str, typed: Typed, case: FilingCase) -> str:
    return pointer[1:].replace("/", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: a question or a tight group of them. Pages hold wording and layout; what is valid, the services say.

    `parts` are the names of the submission's parts that the page answers: they are checked and kept together.
    `asked` is the page's line on the case's list of what will be asked. `title` is the heading, a question wherever
    it can be one, and with `asks_one` the label of the first question; `intro` what to know before answering;
    `fields` the questions, holding what was typed; `review` the answers as they are read before submitting.
    `applies` tells whether this claimant is asked at all.

    `inputs` say how parts and inputs correspond; a page whose parts do not follow from its inputs one by one has
    `to_body` and `to_typed` instead. `keep` turns what was read and checked into what is kept. `place` names the
    field that an error belongs to, by its pointer.
    """

    slug: str
    parts: tuple[str, ...]
    asked: Text
    title: Callable[[Answers, FilingCase], Text]
    fields: Callable[[Typed, Answers, FilingCase], list[Field]]
    review: Callable[[Answers, FilingCase], list[Row]]
    asks_one: bool = False
    intro: Callable[[Answers, FilingCase], Text] = _nothing
    applies: Callable[[Answers, FilingCase], bool] = _always
    place: Callable[[str, Typed, FilingCase], str] = _by_pointer
    keep: Callable[[dict[str, object], Mapping[str, object]], dict[str, object]] = _as_read
    inputs: Inputs = field(default_factory=dict)
    to_body: Callable[[Typed, FilingCase], dict[str, object]] | None = None
    to_typed: Callable[[Answers, FilingCase], dict[str, list[str]]] | None = None

    def read(self, typed: Typed, case: FilingCase) -> dict[str, object]:
        """The page's parts as the API's body would have them."""
        return self.to_body(typed, case) if self.to_body else typing_.read(typed, self.inputs)

    def write(self, answers: Answers, case: FilingCase) -> dict[str, list[str]]:
        """What the inputs hold for answers given before: the inverse of `read`."""
        return self.to_typed(answers, case) if self.to_typed else typing_.write(answers, self.inputs)


def part(answers: Answers, name: str) -> Mapping[str, Any]:
    """A part that is an object, or an empty one where it was not answered."""
    value = answers.get(name)
    return value if isinstance(value, Mapping) else {}


def entries(answers: Answers, name: str) -> Sequence[Any]:
    """A part that is a list, or an empty one where it was not answered."""
    value = answers.get(name)
    return value if isinstance(value, list) else []


def text(answers: Answers, name: str) -> str:
    """A part that is text, or an empty one where it was not answered."""
    value = answers.get(name)
    return value if isinstance(value, str) else ""
