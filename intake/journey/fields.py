"""What a page shows of one question: plain values for the templates in `intake/fields/`, which hold all the HTML.

Django's form widgets do the same at ten times the cost of a whole page here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise


@dataclass(slots=True, kw_only=True)
class Field:
    """One question. `name` is the name of its input and the stem of every id that belongs to it.

    `heading`: its label is the page's heading, for it is the only question there. `error` is a sentence, or empty.
    """

    template: ClassVar[str]

    name: str
    label: Text
    hint: Text = ""
    error: str = ""
    heading: bool = False

    @property
    def target(self) -> str:
        """The id of the input that the error summary leads to."""
        return self.name

    @property
    def described(self) -> str:
        """The ids of what describes the input, for `aria-describedby`."""
        return " ".join(f"{self.name}-{part}" for part, there in (("hint", self.hint), ("error", self.error)) if there)


@dataclass(slots=True, kw_only=True)
class TextField(Field):
    """One line of text. `width` is a class of the stylesheet: the length that an answer usually has."""

    template: ClassVar[str] = "intake/fields/text.html"

    value: str = ""
    kind: str = "text"
    autocomplete: str = ""
    inputmode: str = ""
    width: str = ""


@dataclass(slots=True, kw_only=True)
class AreaField(Field):
    """Several lines of text."""

    template: ClassVar[str] = "intake/fields/area.html"

    value: str = ""
    autocomplete: str = ""
    rows: int = 3
    width: str = ""


@dataclass(frozen=True, slots=True)
class DatePart:
    """One of the number inputs of a date."""

    name: str
    label: Text
    value: str
    autocomplete: str
    wide: bool


@dataclass(slots=True, kw_only=True)
class DateField(Field):
    """A date as number inputs: year, month and, unless only the month is asked, day."""

    template: ClassVar[str] = "intake/fields/date.html"

    parts: Sequence[DatePart] = ()

    @property
    def target(self) -> str:
        """The year's input."""
        return self.parts[0].name


@dataclass(frozen=True, slots=True)
class Line:
    """A fact told under an answer: a word that says what kind of fact, and the fact."""

    term: Text
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its code, its label as plain text, and its HTML, which is the same for every reader.

    `attributes` are those of its input, `body` its label and what is told under it. `intake.journey.choices` makes it.
    """

    value: str
    label: str
    attributes: SafeString
    body: SafeString


@dataclass(slots=True, kw_only=True)
class ChoiceField(Field):
    """One answer of several, or any number of them.

    `reveals` are fields by the answer to which they belong; the stylesheet hides them from whoever has not chosen it.
    """

    template: ClassVar[str] = "intake/fields/choice.html"

    choices: Sequence[Choice]
    chosen: Sequence[str] = ()
    reveals: Mapping[str, Sequence[Field]] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The first answer's input."""
        return f"{self.name}-{self.choices[0].value}" if self.choices else self.name

    @property
    def answers(self) -> Iterable[tuple[Choice, bool, Sequence[Field]]]:
        """Each answer, whether it is chosen, and what choosing it reveals."""
        return [(choice, choice.value in self.chosen, self.reveals.get(choice.value, ())) for choice in self.choices]


@dataclass(slots=True, kw_only=True)
class ConsentField(Field):
    """One consent with its whole text (HTML), given by ticking a box that nobody ticks beforehand.

    The version that is shown travels with the answer, so that nobody consents to a text that was not read.
    """

    template: ClassVar[str] = "intake/fields/consent.html"

    code: str
    version: str
    required: bool
    text: SafeString
    given: bool
