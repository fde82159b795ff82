"""The parts of a submission by their names in the body, each turned into the values it stands for."""

from collections.abc import Callable, Collection
from types import MappingProxyType

from claims.rules.submission import fields
from claims.rules.submission.check import Check
from claims.rules.submission.terms import CLAIMANT_TYPES, ENTRANCE_ANSWERS, LANGUAGES, PROCEEDING_KINDS, RELATIONS
from claims.rules.submission.values import ConsentGiven, NoticeReceived, OtherProceedings, Representative

NOTICES_MAXIMUM = 20
DATA_ITEMS_MAXIMUM = 60
CONSENTS_MAXIMUM = 20
_VERSION_MAXIMUM = 10**9

#: Values by their names in `Submission`.
Values = dict[str, object]
#: A missing object is an empty one: what it lacks is told field by field.
_NOTHING: MappingProxyType[str, object] = MappingProxyType({})


def _language(value: object, check: Check) -> Values:
    return {"language": fields.choice(value, "/language", check, LANGUAGES, needed=check.complete)}


def _claimant_type(value: object, check: Check) -> Values:
    return {"claimant_type": fields.choice(value, "/claimant_type", check, CLAIMANT_TYPES, needed=check.complete)}


def _name(value: object, check: Check) -> Values:
    return {"name": fields.name(value, "/name", check, needed=True)}


def _birth_date(value: object, check: Check) -> Values:
    return {"birth_date": fields.day(value, "/birth_date", check, needed=check.complete)}


def _email(value: object, check: Check) -> Values:
    return {"email": fields.email(value, "/email", check)}


def _phone(value: object, check: Check) -> Values:
    return {"phone": fields.phone(value, "/phone", check)}


def _address(value: object, check: Check) -> Values:
    address = _NOTHING if value is None else value
    if not check.is_object(address, ("postcode", "line"), "/address"):
        return {}
    return {
        "postcode": fields.postcode(address.get("postcode"), "/address/postcode", check),
        "address_line": fields.address_line(address.get("line"), "/address/line", check),
    }


def _account(value: object, check: Check) -> Values:
    account = _NOTHING if value is None else value
    if not check.is_object(account, ("email", "phone", "joined", "withdrew"), "/account"):
        return {}
    joined = fields.month(account.get("joined"), "/account/joined", check)
    withdrew = fields.month(account.get("withdrew"), "/account/withdrew", check)
    if joined and withdrew and withdrew < joined:
        check.refuse("/account/withdrew", "withdrew_before_joined")
    return {
        "account_email": fields.email(account.get("email"), "/account/email", check),
        "account_phone": fields.phone(account.get("phone"), "/account/phone", check),
        "joined": joined,
        "withdrew": withdrew,
    }


def _notices(value: object, check: Check) -> Values:
    entries = check.entries(value, NOTICES_MAXIMUM, "/notices")
    if entries is None:
        return {}
    received: dict[str, NoticeReceived] = {}
    for index, entry in enumerate(entries):
        pointer = f"/notices/{index}"
        received_on = None
        if isinstance(entry, str):
            code = _listed(entry, pointer, check, check.terms.notices, received)
        elif check.is_object(entry, ("code", "received_on"), pointer):
            code = _listed(entry.get("code"), f"{pointer}/code", check, check.terms.notices, received)
            received_on = fields.day(entry.get("received_on"), f"{pointer}/received_on", check, needed=False)
        else:
            continue
        if code is not None:
            received[code] = NoticeReceived(code, received_on)
    return {"notices": tuple(received.values())}


def _data_items(value: object, check: Check) -> Values:
    entries = check.entries(value, DATA_ITEMS_MAXIMUM, "/data_items")
    if entries is None:
        return {}
    if check.complete and not entries:
        check.refuse("/data_items", "choose_at_least_one")
    items: set[str] = set()
    for index, entry in enumerate(entries):
        code = _listed(entry, f"/data_items/{index}", check, check.terms.items, items)
        if code is not None:
            items.add(code)
    return {"data_items": frozenset(items)}


def _listed(
    value: object, pointer: str, check: Check, allowed: Collection[str], already: Collection[str]
) -> str | None:
    """Return a code of the case that the list does not have yet."""
    code = fields.choice(value, pointer, check, allowed, needed=True)
    if code is not None and code in already:
        check.refuse(pointer, "duplicate_entry")
        return None
    return code


def _entrance_code_stored(value: object, check: Check) -> Values:
    needed = check.complete and check.terms.entrance_item is not None
    answer = fields.choice(value, "/entrance_code_stored", check, ENTRANCE_ANSWERS, needed=needed)
    return {"entrance_code_stored": answer}


def _damages_sought(value: object, check: Check) -> Values:
    pointer = "/damages_sought"
    if value is None:
        if check.complete:
            check.refuse(f"{pointer}/amount", "required")
        return {"damages_sought": None}
    if not check.is_object(value, ("amount", "currency"), pointer):
        return {}
    currencies = (check.terms.damages.currency,)
    fields.choice(value.get("currency"), f"{pointer}/currency", check, currencies, needed=True)
    return {"damages_sought": fields.damages_amount(value.get("amount"), f"{pointer}/amount", check)}


def _other_proceedings(value: object, check: Check) -> Values:
    pointer = "/other_proceedings"
    if value is None:
        if check.complete:
            check.refuse(f"{pointer}/kind", "required")
        return {"other_proceedings": None}
    if not check.is_object(value, ("kind", "details"), pointer):
        return {}
    kind = fields.choice(value.get("kind"), f"{pointer}/kind", check, PROCEEDING_KINDS, needed=True)
    details = fields.details(value.get("details"), f"{pointer}/details", check)
    return {"other_proceedings": OtherProceedings(kind, details) if kind is not None else None}


def _representative(value: object, check: Check) -> Values:
    pointer = "/representative"
    if value is None:
        return {"representative": None}
    if not check.is_object(value, ("name", "birth_date", "relation"), pointer):
        return {}
    name = fields.name(value.get("name"), f"{pointer}/name", check, needed=True)
    birth_date = fields.day(value.get("birth_date"), f"{pointer}/birth_date", check, needed=check.complete)
    relation = fields.choice(value.get("relation"), f"{pointer}/relation", check, RELATIONS, needed=check.complete)
    return {"representative": Representative(name, birth_date, relation) if name is not None else None}


def _consents(value: object, check: Check) -> Values:
    entries = check.entries(value, CONSENTS_MAXIMUM, "/consents")
    if entries is None:
        return {}
    terms = {term.code: term for term in check.terms.consents}
    answers: dict[str, ConsentGiven] = {}
    for index, entry in enumerate(entries):
        pointer = f"/consents/{index}"
        if not check.is_object(entry, ("code", "version", "given"), pointer):
            continue
        code = _listed(entry.get("code"), f"{pointer}/code", check, terms, answers)
        version = _version(entry.get("version"), f"{pointer}/version", check)
        given = fields.yes_or_no(entry.get("given"), f"{pointer}/given", check, needed=True)
        if code is None:
            continue
        term = terms[code]
        if version is not None and version != term.version:
            check.refuse(f"{pointer}/version", "consent_outdated", consent=code, current=term.version)
        if given is False and term.required and check.complete:
            check.refuse(f"{pointer}/given", "consent_required", consent=code)
        answers[code] = ConsentGiven(code, term.version, given is True)
    if check.complete:
        for term in check.terms.consents:
            if term.required and term.code not in answers:
                check.refuse("/consents", "consent_required", consent=term.code)
    return {"consents": tuple(answers.values())}


def _version(value: object, pointer: str, check: Check) -> str | None:
    """Return a consent's version; a program may hold it as an integer."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _VERSION_MAXIMUM:
        return str(value)
    return fields.line(value, pointer, check, needed=True)


def _attested(value: object, check: Check) -> Values:
    attested = fields.yes_or_no(value, "/attested", check, needed=False)
    if check.complete and (value is None or attested is False):
        check.refuse("/attested", "attestation_required")
    return {"attested": attested is True}


#: Every part that a body may have, in the order in which it is asked and its errors are told.
PARTS: dict[str, Callable[[object, Check], Values]] = {
    "language": _language,
    "claimant_type": _claimant_type,
    "name": _name,
    "birth_date": _birth_date,
    "representative": _representative,
    "email": _email,
    "phone": _phone,
    "address": _address,
    "account": _account,
    "notices": _notices,
    "data_items": _data_items,
    "entrance_code_stored": _entrance_code_stored,
    "damages_sought": _damages_sought,
    "other_proceedings": _other_proceedings,
    "consents": _consents,
    "attested": _attested,
}
