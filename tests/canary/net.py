"""Personal data of nobody, distinctive enough to be searched for wherever it must not be, in every spelling.

Values are new in each run: what an earlier run left in PostgreSQL's files cannot be taken for this run's.
"""

import base64
import hashlib
import html
import json
import quopri
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from django.utils import dateformat

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp949")
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
#: Shorter ones would be found by chance.
_SHORTEST = 6


class Net:
    """The canaries of one campaign: what each is, by the spellings that must not be found.

    All names begin with the same three rare syllables and all words with the same letters, so that large files can be
    searched for these few instead of for each canary.
    """

    def __init__(self) -> None:
        self._needles: dict[bytes, str] = {}
        self._coarse: dict[bytes, str] = {}
        self._syllables = _syllables(3)
        self._letters = "kana" + _letters(9)
        self._watch("some name", spellings(self._syllables), self._coarse)
        self._watch("some word", spellings(self._letters), self._coarse)

    def name(self, what: str) -> str:
        """A person's name of five syllables."""
        return self.text(what, self._syllables + _syllables(2))

    def word(self, what: str) -> str:
        """Letters, for an address, a password, a reason."""
        return self.text(what, self._letters + _letters(5))

    def text(self, what: str, value: str) -> str:
        """Watch for a text that was made elsewhere; returns it."""
        self._watch(what, spellings(value))
        return value

    def email(self, what: str) -> str:
        """An address. Its local part is watched for, for no normal form takes that away."""
        local = self._letters + _letters(5)
        address = f"{local}@example.net"
        self._watch(what, spellings(local, digests=(address,)))
        return address

    def phone(self, what: str) -> str:
        """A Korean mobile number, watched for with and without hyphens, blanks and country code."""
        middle, last = str(2000 + secrets.randbelow(7999)), f"{secrets.randbelow(10**4):04}"
        for spelled in (f"10{middle}{last}", f"10-{middle}-{last}", f"10 {middle} {last}"):
            self._watch(what, spellings(spelled, digests=(f"0{spelled}", f"+82{spelled}", f"82{spelled}")))
        self._watch(what, {f"10{middle}{last}".encode(), f"10-{middle}-{last}".encode()}, self._coarse)
        return f"010-{middle}-{last}"

    def day(self, what: str, value: date) -> str:
        """A date (ISO 8601), watched for as people and programs write it."""
        year, month, day = value.year, value.month, value.day
        written = [value.strftime(pattern) for pattern in ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d", "%d/%m/%Y")]
        written += [f"{year}년 {month}월 {day}일", f"{year}. {month}. {day}", f"{day} {value:%B} {year}"]
        written += [f"{value:%B} {day}, {year}", f"{value:%b} {day}, {year}", f"{value:%b}. {day}, {year}"]
        written.append(dateformat.format(value, "N j, Y"))  # Django's own: "Sept. 5, 2010"
        for spelled in written:
            self._watch(what, spellings(spelled))
        self._watch(what, {value.isoformat().encode()}, self._coarse)
        return value.isoformat()

    def find(self, haystack: bytes, *, coarse: bool = False) -> set[str]:
        """What was found, by its name. Capitals do not matter, nor how often a backslash was doubled on the way."""
        lower = haystack.lower()
        if b"\\\\" in lower:
            lower += re.sub(rb"\\+", rb"\\", lower)
        return {what for needle, what in (self._coarse if coarse else self._needles).items() if needle in lower}

    def find_in(self, places: dict[str, bytes], *, coarse: bool = False) -> dict[str, set[str]]:
        """What was found, by place; empty when nothing was."""
        return {place: found for place, content in places.items() if (found := self.find(content, coarse=coarse))}

    def _watch(self, what: str, spelled: Iterable[bytes], needles: dict[bytes, str] | None = None) -> None:
        for each in spelled:
            if len(each) >= _SHORTEST:
                (self._needles if needles is None else needles).setdefault(each.lower(), what)


def _syllables(count: int) -> str:
    return "".join(chr(0xAC00 + secrets.randbelow(11172)) for _ in range(count))


def _letters(count: int) -> str:
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(count))


def spellings(text: str, digests: Iterable[str] = ()) -> set[bytes]:
    """The text in the encodings and escapes that logs, dumps and protocols use, and its plain digests.

    An unkeyed digest of a phone number or a name is no protection: whoever has a list of them has the number.
    """
    found: set[bytes] = set()
    for form in {text, unicodedata.normalize("NFD", text)}:
        found |= {spelled.encode() for spelled in _escaped(form)}
        for encoding in _ENCODINGS:
            try:
                raw = form.encode(encoding)
            except UnicodeEncodeError:
                continue
            found |= {raw, raw.hex().encode(), *_base64(raw)}
            found |= {raw.hex(separator).encode() for separator in " :"}
            if not raw.isascii():
                found |= {
                    "".join(f"\\x{byte:02x}" for byte in raw).encode(),  # Python, Valkey's MONITOR
                    "".join(f"\\{byte:03o}" for byte in raw).encode(),  # PostgreSQL's escape format
                    quopri.encodestring(raw),
                }
    for digested in {text, text.casefold(), *digests}:
        for algorithm in _DIGESTS:
            digest = hashlib.new(algorithm, digested.encode(), usedforsecurity=False).digest()
            found |= {digest, digest.hex().encode(), base64.b64encode(digest).rstrip(b"=")}
            found.add(base64.urlsafe_b64encode(digest).rstrip(b"="))
    return found


def _escaped(form: str) -> set[str]:
    return {
        quote(form),
        quote(form.encode("utf-16-le")),
        json.dumps(form)[1:-1],
        "".join(f"&#{ord(letter)};" for letter in form),
        "".join(f"&#x{ord(letter):x};" for letter in form),
        html.escape(form),
        form[::-1],
    }


def _base64(raw: bytes) -> set[bytes]:
    """The part of the text's Base64 that does not depend on what stands before and after it, for each of 3 offsets."""
    found = set()
    for offset in range(3):
        inside = raw[-offset % 3 :]
        whole = base64.b64encode(inside[: len(inside) // 3 * 3])
        found |= {whole, whole.replace(b"+", b"-").replace(b"/", b"_")}
    return found
