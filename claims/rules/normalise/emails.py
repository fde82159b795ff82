"""The normal form of an e-mail address."""

import re

from claims.rules.normalise.text import fold

#: RFC 5321 4.5.3.1: an address fits a path of 256 octets with its angle brackets; a local part has 64.
MAXIMUM_LENGTH = 254

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    rf"@(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}"
)
#: Local parts beyond ASCII (RFC 6531): letters and digits of any script.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}")


def normal_email(text: str) -> str | None:
    """Return the form in which e-mail addresses are matched, or None for what cannot be an address.

    NFKC, casefolded, without invisible characters, the domain in ASCII (IDNA 2003, which the standard library
    carries). No knowledge of providers: dots and tags stay.
    """
    if len(text) <= MAXIMUM_LENGTH and text.isascii():
        lowered = text.lower()
        if _PLAIN.fullmatch(lowered):
            return lowered
    folded = fold(text)
    if folded is None:
        return None
    local, at, domain = folded.rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        return None
    ascii_domain = _ascii_domain(domain.replace("。", "."))
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > MAXIMUM_LENGTH:
        return None
    return f"{local}@{ascii_domain}"


def _ascii_domain(domain: str) -> str | None:
    if len(domain) > 253:  # before the codec, whose work grows with the square of a label
        return None
    try:
        encoded = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return encoded if _DOMAIN.fullmatch(encoded) else None
