"""What a program sends, as JSON Schema. Texts are in the current language.

It says what is structurally right. What depends on the case, the day or Unicode (bounds, known codes, future dates,
characters of a name) is the validator's alone; tests prove that the two never contradict each other.
"""

from django.utils.translation import gettext as _

from claims.api.shapes import Schema, listed, or_null, ref, taken, text
from claims.rules.money import MAXIMUM_DIGITS
from claims.rules.normalise.emails import MAXIMUM_LENGTH as EMAIL_MAXIMUM
from claims.rules.submission.fields import ADDRESS_LENGTH, DETAILS_LENGTH, NAME_LENGTH, WIRE_FACTOR, WORD_MAXIMUM
from claims.rules.submission.parts import CONSENTS_MAXIMUM, DATA_ITEMS_MAXIMUM, NOTICES_MAXIMUM

# A blank answer is no answer.
_ANSWERED = r"\S"


def submission() -> Schema:
    """One claim."""
    schema = taken(
        [
            "language",
            "claimant_type",
            "name",
            "birth_date",
            "address",
            "data_items",
            "entrance_code_stored",
            "damages_sought",
            "other_proceedings",
            "consents",
            "attested",
        ],
        language={**ref("Language"), "description": _("The language of everything that the claimant is sent.")},
        claimant_type={**ref("ClaimantType"), "description": _("In what capacity the claimant claims.")},
        name=_name(_("The claimant's legal name as typed: %(minimum)s to %(maximum)s letters, Hangul or Latin.")),
        birth_date=_day(_("The claimant's date of birth; not in the future.")),
        representative=_representative(),
        email=_email(_("E-mail address for messages. An e-mail address or a phone number must be given.")),
        phone=_phone(_("Phone number for messages; outside Korea with + and the country code.")),
        address=_address(),
        account=_account(),
        notices=_notices(),
        data_items=listed(
            _code(),
            _("Codes of the case's data items that the claimant says leaked."),
            minItems=1,
            maxItems=DATA_ITEMS_MAXIMUM,
        ),
        entrance_code_stored={
            **ref("EntranceCodeStored"),
            "description": _(
                "Whether a shared-entrance code was stored in the account. The code itself is never sent."
            ),
        },
        damages_sought=_damages(),
        other_proceedings=_proceedings(),
        consents=_consents(),
        attested={"const": True, "type": "boolean", "description": _("The claimant confirms that all this is true.")},
    )
    schema["description"] = _(
        "One claim. Null and blank are the same as absent; fields that are not listed are refused."
    )
    return schema


def _name(description: str) -> Schema:
    minimum, maximum = NAME_LENGTH
    return text(
        description % {"minimum": minimum, "maximum": maximum}, pattern=_ANSWERED, maxLength=WIRE_FACTOR * maximum
    )


def _email(description: str) -> Schema:
    return or_null(text(description, maxLength=WIRE_FACTOR * EMAIL_MAXIMUM))


def _phone(description: str) -> Schema:
    return or_null(text(description, maxLength=WORD_MAXIMUM))


def _representative() -> Schema:
    schema = taken(
        ["name", "birth_date", "relation"],
        name=_name(_("The representative's legal name: %(minimum)s to %(maximum)s letters, Hangul or Latin.")),
        birth_date=_day(_("The representative's date of birth.")),
        relation={**ref("Relation"), "description": _("What the representative is to the claimant.")},
    )
    schema["description"] = _("Who acts for a claimant who is a minor. Without one the claimant is asked for it.")
    return or_null(schema)


def _address() -> Schema:
    minimum, maximum = ADDRESS_LENGTH
    schema = taken(
        ["postcode", "line"],
        postcode=text(
            _("Five digits in Korea; elsewhere as it is written there."), pattern=_ANSWERED, maxLength=WORD_MAXIMUM
        ),
        line=text(
            _("The address on one line, %(minimum)s to %(maximum)s characters, without an entrance code.")
            % {"minimum": minimum, "maximum": maximum},
            pattern=_ANSWERED,
            maxLength=WIRE_FACTOR * maximum,
        ),
    )
    schema["description"] = _("Where court papers reach the claimant.")
    return schema


def _account() -> Schema:
    schema = taken(
        [],
        email=_email(_("The account's e-mail address.")),
        phone=_phone(_("The account's phone number.")),
        joined=_month(_("Month in which the account was opened, YYYY-MM.")),
        withdrew=_month(_("Month in which the account was closed, YYYY-MM.")),
    )
    schema["description"] = _(
        "The leaked account, by e-mail address or phone number. Only a recipient without an account may leave it out."
    )
    return or_null(schema)


def _notices() -> Schema:
    entry = {
        "oneOf": [
            _code(_("Code of a notice.")),
            taken(
                ["code"],
                code=_code(_("Code of a notice.")),
                received_on=or_null(
                    text(
                        _("Day on which it was received, where known."),
                        pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
                    )
                ),
            ),
        ]
    }
    return or_null(
        listed(entry, _("The breach notices that the claimant received, each once."), maxItems=NOTICES_MAXIMUM)
    )


def _damages() -> Schema:
    schema = taken(
        ["amount", "currency"],
        amount={
            "oneOf": [
                {"type": "string", "pattern": f"^[0-9]{{1,{MAXIMUM_DIGITS}}}$"},
                {"type": "integer", "minimum": 0},
            ],
            "description": _("Whole won, within the case's bounds. A decimal string is best; an integer will do."),
        },
        currency=_code("KRW"),
    )
    schema["description"] = _("The damages sought.")
    return schema


def _proceedings() -> Schema:
    maximum = DETAILS_LENGTH[1]
    schema = taken(
        ["kind"],
        kind={**ref("ProceedingsKind"), "description": _("What kind of proceedings.")},
        details=or_null(
            text(
                _("In the claimant's words, up to %(maximum)s characters.") % {"maximum": maximum},
                maxLength=WIRE_FACTOR * maximum,
            )
        ),
    )
    schema["description"] = _("Whether the claimant pursues the same claim elsewhere.")
    return schema


def _consents() -> Schema:
    entry = taken(
        ["code", "version", "given"],
        code=_code(_("Code of a consent.")),
        version={
            "oneOf": [_code(), {"type": "integer", "minimum": 0, "maximum": 999_999_999}],
            "description": _("The version of the text that was shown."),
        },
        given={"type": "boolean", "description": _("Whether it was given.")},
    )
    return listed(
        entry,
        _("The answer to each consent of the case, in its current version. Optional ones may be refused or left out."),
        maxItems=CONSENTS_MAXIMUM,
    )


def _code(description: str = "") -> Schema:
    return text(description, pattern=_ANSWERED, maxLength=WORD_MAXIMUM)


def _day(description: str) -> Schema:
    return text(description, format="date", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def _month(description: str) -> Schema:
    return or_null(text(description, pattern=r"^([0-9]{4}-[0-9]{2})?$"))
