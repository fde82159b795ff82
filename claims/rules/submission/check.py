"""What every field function is given: the terms, how strict to be, and where errors are gathered."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeGuard

from claims.rules.submission.errors import FieldError, Param
from claims.rules.submission.terms import FilingTerms

#: Of the keys that an object should not have, so many are named. The rest would only make the answer long.
_NAMED_UNKNOWN_FIELDS = 10
_LONGEST_NAMED_KEY = 40


class Check:
    """One run over one body. Field functions take a value, a pointer and this; they return a value or None."""

    __slots__ = ("complete", "errors", "terms")

    def __init__(self, terms: FilingTerms, *, complete: bool) -> None:
        self.terms = terms
        self.complete = complete
        self.errors: list[FieldError] = []

    def refuse(self, pointer: str, code: str, **params: Param) -> None:
        """Note one error. Callers go on, so that a claimant sees everything at once."""
        self.errors.append(FieldError(pointer, code, params))

    def known_keys(self, value: Mapping[str, object], known: Collection[str], pointer: str) -> None:
        """Refuse the keys that the object does not have, such as a `stage` that someone tries to set.

        A key is typed too: only one that looks like a field's name is repeated in the pointer.
        """
        unknown = [key for key in value if key not in known]
        for key in unknown[:_NAMED_UNKNOWN_FIELDS]:
            named = isinstance(key, str) and key.isascii() and key.isidentifier() and len(key) <= _LONGEST_NAMED_KEY
            self.refuse(f"{pointer}/{key}" if named else pointer, "unknown_field")

    def is_object(self, value: object, known: Collection[str], pointer: str) -> TypeGuard[Mapping[str, object]]:
        """Tell whether `value` is an object, and refuse its unknown keys."""
        if not isinstance(value, Mapping):
            self.refuse(pointer, "wrong_type", expected="object")
            return False
        self.known_keys(value, known, pointer)
        return True

    def entries(self, value: object, maximum: int, pointer: str) -> Sequence[object] | None:
        """Return the entries of a list of at most `maximum`, none for an absent one; None and an error for no list."""
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.refuse(pointer, "wrong_type", expected="list")
        elif len(value) > maximum:
            self.refuse(pointer, "too_many", maximum=maximum)
        else:
            return value
        return None
