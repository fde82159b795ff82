"""Opening sealed personal data. Only `claims.services.reveal` calls this for staff, and records that it did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from claims.crypto.sealing import DataKey, WrappedKey
from claims.models import Claim, Claimant, ClaimTransition

FIELDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(Claimant.SEALED, "claimant"),
    **dict.fromkeys(Claim.SEALED, "claim"),
}
"""Every sealed field of a claim by name, and the table that its ciphertext is bound to."""


class PersonErased(Exception):
    """The claimant's data key was destroyed; nothing of the person can be read any more."""


@dataclass(frozen=True, slots=True, repr=False)
class Representative:
    """A minor's legal representative as stored in one sealed field. `birth_date` is ISO 8601; both may be empty."""

    name: str
    birth_date: str
    relation: str

    @classmethod
    def read(cls, opened: str) -> "Representative":
        """Take the opened field apart."""
        name, birth_date, relation = (*opened.split("\x1f"), "", "")[:3]
        return cls(name, birth_date, relation)


def given(claim: Claim) -> frozenset[str]:
    """Return the names of the sealed fields that were given at all. Opens nothing."""
    return frozenset(name for name in FIELDS if _ciphertext(claim, name) is not None)


def open_fields(claim: Claim, names: Iterable[str]) -> dict[str, str]:
    """Return the given ones among the named fields, opened. `claim` comes with its claimant.

    Raises PersonErased, DecryptionFailed, KeyError for a name that is no sealed field.
    """
    wanted = [(name, FIELDS[name], _ciphertext(claim, name)) for name in names]
    key = _data_key(claim)
    return {
        name: key.open(sealed, table=table, row=claim.claimant_id if table == "claimant" else claim.pk, field=name)
        for name, table, sealed in wanted
        if sealed is not None
    }


def open_reasons(claim: Claim, transitions: Iterable[ClaimTransition]) -> dict[int, str]:
    """Return the sealed reasons of a claim's transitions, opened, by sequence number. Raises as `open_fields` does."""
    sealed = {each.seq: bytes(each.reason) for each in transitions if each.reason is not None}
    if not sealed:
        return {}
    key = _data_key(claim)
    return {seq: key.open(text, table="claim", row=claim.pk, field=reason_field(seq)) for seq, text in sealed.items()}


def reason_field(seq: int) -> str:
    """The field name that a transition's reason is sealed under."""
    return f"reason.{seq}"


def _data_key(claim: Claim) -> DataKey:
    person = claim.claimant
    if person.wrapped_key is None:
        raise PersonErased
    return DataKey.unwrap(WrappedKey(bytes(person.wrapped_key), person.key_version), owner=person.pk)


def _ciphertext(claim: Claim, name: str) -> bytes | None:
    value = getattr(claim.claimant if FIELDS[name] == "claimant" else claim, name)
    return None if value is None else bytes(value)
