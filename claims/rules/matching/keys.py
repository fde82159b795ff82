"""Block keys: two claims are compared only when they share one. What no key joins is never seen, so recall is theirs.

On arrival they become blind keys; in the full match they are hashed in the worker's memory.
"""

from enum import StrEnum
from typing import Final

from claims.rules.matching.record import MatchRecord
from claims.rules.normalise.korean_words import surname_sound


class BlockKey(StrEnum):
    """What two claims must have in common to be compared."""

    PHONE = "phone"
    MAILBOX = "mailbox"
    NAME_BIRTH = "name_birth"
    SURNAME_BIRTH = "surname_birth"
    GIVEN_BIRTH = "given_birth"
    NAME_BUILDING = "name_building"
    BIRTH_BUILDING = "birth_building"
    NAME_LOCAL = "name_local"


#: Half of all Koreans share five of these: with a birth date they join strangers by the million and find nobody whom
#: no other key finds.
_CROWDED: Final = frozenset(
    map(surname_sound, "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민")
)


def block_keys(record: MatchRecord) -> list[tuple[BlockKey, str]]:
    """Every block key of a record, without repeats. Names enter by sound, so scripts meet, and in either order."""
    keys = [(BlockKey.PHONE, phone) for phone in (record.phone_1, record.phone_2) if phone]
    keys += [(BlockKey.MAILBOX, mail) for mail in (record.mail_1, record.mail_2) if mail]
    name = _name(record)
    if record.birth:
        day = min(record.birth, record.birth_swapped or record.birth)
        if name:
            keys.append((BlockKey.NAME_BIRTH, f"{name}|{day}"))
        if record.surname_sound and record.surname_sound not in _CROWDED:
            keys.append((BlockKey.SURNAME_BIRTH, f"{record.surname_sound}|{day}"))
        if record.given_sound:
            keys.append((BlockKey.GIVEN_BIRTH, f"{record.given_sound}|{day}"))
    if record.road and record.number:
        building = f"{record.road}|{record.number}"
        if name:
            keys.append((BlockKey.NAME_BUILDING, f"{name}|{building}"))
        if record.birth:
            keys.append((BlockKey.BIRTH_BUILDING, f"{record.birth}|{building}"))
    if name:
        keys += [(BlockKey.NAME_LOCAL, f"{name}|{local}") for local in {record.local_1, record.local_2} if local]
    return keys


def _name(record: MatchRecord) -> str:
    if not record.surname_sound or not record.given_sound:
        return ""
    first, second = sorted((record.surname_sound, record.given_sound))
    return f"{first}|{second}"
