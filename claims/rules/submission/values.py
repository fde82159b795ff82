"""A submission as typed values: what every door hands to the filing service."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoticeReceived:
    """A breach notice the claimant says they received, and the day if they know it."""

    code: str
    received_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class OtherProceedings:
    """Whether the claimant pursues the same claim elsewhere; `details` in their words, up to 200 characters."""

    kind: str
    details: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Representative:
    """Who acts for a claimant who cannot sign alone (Civil Code 5, 911; PIPA 22-2)."""

    name: str
    birth_date: date | None
    relation: str | None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The answer to one consent, with the version of the text that was answered."""

    code: str
    version: str
    given: bool


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """One valid submission. It holds personal data, so it has no `repr` that a log or a traceback could carry.

    Text is as typed, trimmed: neither composed nor folded (`claims.rules.normalise` does that for matching).
    Only an e-mail address and a postcode lose invisible and full-width characters, since letters are sent by them.
    From the forms and the API everything but `email` or `phone`, the account's identifiers of a recipient who is no
    member, `joined`, `withdrew`, `representative` and `notices` is there; from an import only `name` is sure.
    `joined` and `withdrew` are the first day of their month. `damages_sought` is in whole won.
    """

    language: str | None
    claimant_type: str | None
    name: str
    birth_date: date | None
    email: str | None
    phone: str | None
    postcode: str | None
    address_line: str | None
    account_email: str | None
    account_phone: str | None
    joined: date | None
    withdrew: date | None
    notices: tuple[NoticeReceived, ...]
    data_items: frozenset[str]
    entrance_code_stored: str | None
    damages_sought: int | None
    other_proceedings: OtherProceedings | None
    representative: Representative | None
    consents: tuple[ConsentGiven, ...]
    attested: bool
