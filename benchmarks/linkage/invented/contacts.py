"""Telephone numbers and mailboxes, and the ways in which people write and mistype them."""

import zlib
from random import Random
from typing import Final, NamedTuple

from benchmarks.linkage.invented.draw import pool, words

_DOMAINS_KO: Final = pool(
    [("naver.com", 52), ("gmail.com", 22), ("hanmail.net", 7), ("daum.net", 6), ("nate.com", 4), ("kakao.com", 4),
     ("hotmail.com", 2), ("icloud.com", 2), ("outlook.com", 1)]
)  # fmt: skip
_DOMAINS_EN: Final = pool(
    [("gmail.com", 55), ("outlook.com", 12), ("hotmail.com", 10), ("yahoo.com", 12), ("icloud.com", 8),
     ("googlemail.com", 1), ("proton.me", 2)]
)  # fmt: skip
_MISTYPED: Final = {
    "naver.com": words("naver.con nave.com navr.com naver.co naber.com never.com naver.cm"),
    "gmail.com": words("gmial.com gmail.con gamil.com gmai.com gmail.co gmal.com gnail.com"),
    "hanmail.net": words("hanmial.net hanmail.com hamail.net hanmil.net hanmail.ne"),
    "daum.net": words("duam.net daum.com daum.ent daun.net"),
    "nate.com": words("nate.con nat.com"),
    "kakao.com": words("kakao.con kakoa.com"),
    "hotmail.com": words("hotmial.com hotmail.con hotmal.com"),
    "outlook.com": words("outlok.com outlook.con oultook.com"),
    "yahoo.com": words("yaho.com yahoo.con yhaoo.com"),
    "icloud.com": words("iclud.com icloud.con"),
}
_WORDS: Final = words(
    "happy sky star blue sun moon cat dog love angel green river snow rain dream lucky king queen ace soul cherry "
    "lemon apple coffee tiger bear wolf bird wave stone gold silver rose daisy ocean forest leaf cloud honey sweet "
    "cool smile hope peace joy"
)
_TAGS: Final = words("shop claim coupang 1 2 mall order new class news")
_BLOOM_BITS: Final = 28

AREA_CODES_US: Final = words(
    "201 206 212 213 214 303 305 310 312 404 408 415 503 512 602 617 619 702 713 718 773 818 917 971"
)


class Mailbox(NamedTuple):
    """A mailbox as it truly is: what mail is delivered to."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


class Mailboxes:
    """Draws mailboxes that nobody else has. Memory does not grow: what was taken is remembered by hash, in 32 MiB."""

    def __init__(self) -> None:
        self._taken = bytearray(1 << (_BLOOM_BITS - 3))

    def draw(self, random: Random, language: str, latin: str, year: int) -> Mailbox:
        """Return a mailbox of somebody whose name in Latin letters is `latin` and who was born in `year`."""
        r = random.random
        domains = _DOMAINS_EN if language == "en" else _DOMAINS_KO
        domain = domains[int(r() * len(domains))]
        parts = [word for word in latin.lower().replace("-", " ").replace("'", "").replace(".", "").split() if word]
        for attempt in range(50):
            chance = r()
            if chance < 0.3:
                stem = "".join(parts)
            elif chance < 0.5:
                stem = "".join(word[0] for word in parts) + (parts[-1] if len(parts) < 3 else "")
            elif chance < 0.62 and domain.startswith(("g", "o")):
                stem = ".".join(parts)
            elif chance < 0.75:
                stem = parts[-1] + _WORDS[int(r() * len(_WORDS))]
            else:
                stem = _WORDS[int(r() * len(_WORDS))] + _WORDS[int(r() * len(_WORDS))]
            chance = r() if attempt == 0 else 0.9
            if chance < 0.15:
                number = str(year % 100)
            elif chance < 0.3:
                number = f"{1 + int(r() * 12):02}{1 + int(r() * 28):02}"
            elif chance < 0.4:
                number = ""
            else:
                number = str(int(r() * 10 ** (2 + min(attempt, 5))))
            mailbox = Mailbox((stem + number)[:24], domain)
            if self._take(mailbox):
                return mailbox
        raise AssertionError("no mailbox left")

    def _take(self, mailbox: Mailbox) -> bool:
        # Dots do not tell two Gmail boxes apart, nor daum from hanmail.
        family = {"daum.net": "hanmail.net", "googlemail.com": "gmail.com"}.get(mailbox.domain, mailbox.domain)
        local = mailbox.local.replace(".", "")
        place = zlib.crc32(f"{local}@{family}".encode()) & ((1 << _BLOOM_BITS) - 1)
        byte, bit = place >> 3, 1 << (place & 7)
        if self._taken[byte] & bit:
            return False
        self._taken[byte] |= bit
        return True


def variant(random: Random, mailbox: Mailbox) -> str:
    """Return another spelling that means the same mailbox: dots, tags, case, sister domain, slip in the domain."""
    local, domain = mailbox
    while True:
        chance = random.random()
        if chance < 0.25 and domain in ("gmail.com", "googlemail.com") and len(local) > 4:
            place = random.randrange(1, len(local) - 1)
            if "." not in local[place - 1 : place + 1]:
                return f"{local[:place]}.{local[place:]}@{domain}"
        elif chance < 0.4 and domain in ("gmail.com", "outlook.com", "naver.com", "icloud.com"):
            return f"{local}+{random.choice(_TAGS)}@{domain}"
        elif chance < 0.55 and domain in ("hanmail.net", "daum.net"):
            return f"{local}@{'daum.net' if domain == 'hanmail.net' else 'hanmail.net'}"
        elif chance < 0.75:
            return str(mailbox).upper() if chance < 0.6 else str(mailbox).capitalize()
        elif domain in _MISTYPED:
            return f"{local}@{random.choice(_MISTYPED[domain])}"


def mistyped(random: Random, mailbox: Mailbox) -> str:
    """Return the mailbox with a slip in the part before the @: mail does not arrive."""
    local, domain = mailbox
    place = random.randrange(len(local))
    chance = random.random()
    if chance < 0.4 and len(local) > 4:
        wrong = local[:place] + local[place + 1 :]
    elif chance < 0.7:
        wrong = local[:place] + local[place] + local[place:]
    else:
        wrong = local[:place] + random.choice("abcdefghijklmnopqrstuvwxyz0123456789") + local[place + 1 :]
    return f"{wrong.strip('.').replace('..', '.')}@{domain}"


def new_phone(random: Random, language: str) -> str:
    """Draw a number with its country code, digits only. Most are Korean mobiles: 010, then 20-58 or 60-99, then six."""
    r = random.random
    if language == "en" and r() < 0.5:
        area = AREA_CODES_US[int(r() * len(AREA_CODES_US))]
        return f"1{area}{2 + int(r() * 8)}{12 + int(r() * 88):02}{int(r() * 10000):04}"
    exchange = 2000 + int(r() * 7900)
    return f"8210{exchange + 100 * (exchange >= 5900)}{int(r() * 10000):04}"


def phone_style(random: Random) -> float:
    """Draw somebody's way of writing numbers."""
    return random.random()


_FULL_WIDTH: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")


def written_phone(phone: str, how: float) -> str:
    """Return the number as typed."""
    if phone[0] == "1":
        area, exchange, line = phone[1:4], phone[4:7], phone[7:]
        if how < 0.4:
            return f"+1 {area}-{exchange}-{line}"
        return f"+1{phone[1:]}" if how < 0.7 else f"+1 ({area}) {exchange}-{line}"
    first, second = phone[4:8], phone[8:]
    if how < 0.5:
        return f"010-{first}-{second}"
    if how < 0.76:
        return f"010{first}{second}"
    if how < 0.84:
        return f"010 {first} {second}"
    if how < 0.88:
        return f"010.{first}.{second}"
    if how < 0.92:
        return f"+82 10-{first}-{second}"
    if how < 0.95:
        return f"+8210{first}{second}"
    if how < 0.97:
        return f"+82 010 {first} {second}"
    if how < 0.985:
        return f"008210{first}{second}"
    return f"010-{first}-{second}".translate(_FULL_WIDTH)


def wrong_digit(random: Random, phone: str) -> str:
    """Return the number with one of its last eight digits (seven in the USA) mistyped, or two neighbours swapped."""
    place = random.randrange(len(phone) - (6 if phone[0] == "1" else 8), len(phone) - 1)
    if random.random() < 0.3 and phone[place] != phone[place + 1]:
        return phone[:place] + phone[place + 1] + phone[place] + phone[place + 2 :]
    place = max(place, 6)
    return phone[:place] + str((int(phone[place]) + random.randrange(1, 10)) % 10) + phone[place + 1 :]
