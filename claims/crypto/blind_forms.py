"""What a person's blind keys are made of, for each normal form that stored keys may have.

A form stays here for as long as some installation may hold keys of it: until its re-index has come to an end, claims
are found under the form before.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from claims.crypto.blind import BlindField, Generation, blind_key, field_keys
from claims.rules.matching import BlockKey, Person, block_keys, match_record
from claims.rules.normalise import mailbox, normal_email, normal_name, normal_phone

Part = tuple[BlindField, tuple[str, ...]]
"""A field and the values, in normal form, that its key is made of."""


class FormUnknown(Exception):
    """Keys of a normal form that this code cannot make: they belong to a newer release, or a much older one."""

    def __init__(self, form: int) -> None:
        super().__init__(f"This release makes no blind keys of normal form {form}.")


@dataclass(frozen=True, slots=True)
class _Form:
    parts: Callable[[Person], Iterator[Part]]
    mail: tuple[Callable[[str], str | None], tuple[BlindField, ...]]
    phone: tuple[BlindField, ...]


def knows_form(form: int) -> bool:
    """Whether this code makes keys of a normal form."""
    return form in _FORMS


def person_keys(person: Person, generation: Generation) -> dict[str, BlindField]:
    """Every blind key, in 32 hexadecimal digits, under which a person can be found. What has no normal form has none.

    Raises FormUnknown, KeyUnavailable.
    """
    form, keys = _form(generation), field_keys(generation)
    return {keys.hex(kind, *values): kind for kind, values in form.parts(person)}


def name_key(name: str, generation: Generation) -> UUID | None:
    """The key of a name, exactly; None for what is no name. Raises as `person_keys` does."""
    _form(generation)
    normal = normal_name(name)
    return blind_key(BlindField.NAME, normal, generation=generation) if normal else None


def typed_keys(typed: str, generation: Generation) -> Mapping[str, tuple[UUID, ...]]:
    """The keys of whatever a text can be, by kind (email, phone, name). Raises as `person_keys` does."""
    form = _form(generation)
    normal_mail, mail_fields = form.mail
    keys: dict[str, tuple[UUID, ...]] = {}
    if email := normal_mail(typed):
        keys["email"] = tuple(blind_key(kind, email, generation=generation) for kind in mail_fields)
    if phone := normal_phone(typed):
        keys["phone"] = tuple(blind_key(kind, phone, generation=generation) for kind in form.phone)
    if not keys and (name := name_key(typed, generation)):
        keys["name"] = (name,)
    return keys


def _form(generation: Generation) -> _Form:
    try:
        return _FORMS[generation.normal_form]
    except KeyError:
        raise FormUnknown(generation.normal_form) from None


def _first_parts(person: Person) -> Iterator[Part]:
    name = normal_name(person.name) if person.name else None
    email, account_email = (normal_email(value) if value else None for value in person.emails)
    phone, account_phone = (normal_phone(value) if value else None for value in person.phones)
    for kind, value in (
        (BlindField.NAME, name),
        (BlindField.EMAIL, email),
        (BlindField.ACCOUNT_EMAIL, account_email),
        (BlindField.PHONE, phone),
        (BlindField.ACCOUNT_PHONE, account_phone),
    ):
        if value:
            yield kind, (value,)
    if name and person.birth_date:
        for number in {phone, account_phone} - {None, ""}:
            yield BlindField.NAME_BIRTH_PHONE, (name, person.birth_date, str(number))
        for address in {email, account_email} - {None, ""}:
            yield BlindField.NAME_BIRTH_EMAIL, (name, person.birth_date, str(address))


_FIELD_OF: Final = {key: BlindField.ANY_PHONE if key is BlockKey.PHONE else BlindField[key.name] for key in BlockKey}


def _second_parts(person: Person) -> Iterator[Part]:
    if person.name and (name := normal_name(person.name)):
        yield BlindField.NAME, (name,)
    for key, value in block_keys(match_record(person)):
        yield _FIELD_OF[key], (value,)


_FORMS: Final[Mapping[int, _Form]] = {
    1: _Form(
        _first_parts,
        (normal_email, (BlindField.EMAIL, BlindField.ACCOUNT_EMAIL)),
        (BlindField.PHONE, BlindField.ACCOUNT_PHONE),
    ),
    2: _Form(_second_parts, (mailbox, (BlindField.MAILBOX,)), (BlindField.ANY_PHONE,)),
}

CANDIDATE_FIELDS: Final = (
    BlindField.ACCOUNT_EMAIL,
    BlindField.NAME_BIRTH_PHONE,
    BlindField.NAME_BIRTH_EMAIL,
    *_FIELD_OF.values(),
)
"""What two claims must have in common to be compared, in every form: those of the old one serve until they are gone."""
