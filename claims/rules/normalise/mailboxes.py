"""The mailbox that an e-mail address reaches: what two addresses of one person have in common.

`normal_email` says which addresses are the same address; this says, with knowledge of providers, which end in the
same mailbox or were meant to. It is evidence for duplicates and nothing else: mail is never sent to a mailbox.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from claims.rules.normalise.emails import normal_email
from claims.rules.normalise.slips import one_slip

#: Domains that deliver to the same mailboxes as another of the provider's.
_SAME = {
    "googlemail.com": "gmail.com",
    "daum.net": "hanmail.net",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
#: The provider that ignores dots.
_DOTLESS = "gmail.com"
#: Where most mailboxes are. An unknown domain that is nearly one of these is a slip of the keys; of two that are
#: equally near, the first is meant.
_LARGE = (
    "naver.com gmail.com hanmail.net daum.net kakao.com nate.com hotmail.com outlook.com yahoo.com icloud.com"
    " yahoo.co.kr hotmail.co.kr outlook.kr yahoo.co.jp yahoo.co.uk yahoo.com.au hotmail.co.uk googlemail.com"
    " protonmail.com"
)
#: Other domains that are what they say, though some are one slip from a large one.
_OTHERS = (
    "mail.com email.com ymail.com hmail.com rmail.com me.com mac.com live.com live.co.kr msn.com aol.com pm.me"
    " proton.me yahoo.ca yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.in yahoo.co.in yahoo.co.id yahoo.com.br"
    " yahoo.com.sg yahoo.com.hk yahoo.com.tw yahoo.com.vn yahoo.com.ph hotmail.ca hotmail.de hotmail.fr hotmail.es"
    " hotmail.it hotmail.be hotmail.co.jp hotmail.com.au hotmail.com.br outlook.jp outlook.de outlook.fr outlook.es"
    " outlook.it outlook.be outlook.dk outlook.ie outlook.com.au outlook.com.br korea.com korea.kr dreamwiz.com"
    " gmx.com gmx.net gmx.de qq.com 163.com 126.com"
)
_RANKED = _LARGE.split()
#: A shorter name is one slip away from too many other words (nate, date, rate).
_LONG_ENOUGH = 5
#: Providers with one domain: whatever common ending stands behind the name, the name is what was meant.
_ONE_DOMAIN = {name.partition(".")[0]: name for name in _RANKED[:6]} | {"icloud": "icloud.com"}
_ENDINGS = ("com", "net", "kr", "co.kr")

#: An address as most are typed, in lower case.
_PLAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def mailbox(text: str) -> str | None:
    """Return "local@domain" of the mailbox that an address reaches, or None for what cannot be an address.

    The normal form of the address, without what the provider ignores (Gmail's dots, a tag after +), under one of the
    provider's names (googlemail is gmail, daum is hanmail, me and mac are icloud), with a slip in the domain of a
    large provider mended (gmial.com, naver.con). A mailbox is its own mailbox.

    Tags are dropped at every domain: where + marks no tag, hardly anyone has it in an address, and two people taken
    for one mailbox lose nothing by it, for a mailbox alone links nobody.
    """
    local, _, domain = text.lower().partition("@")
    canonical = _CANONICAL.get(domain)
    if canonical is None or len(local) > 64 or not _PLAIN.fullmatch(local):
        address = normal_email(text)
        if address is None:
            return None
        local, _, domain = address.rpartition("@")
        canonical = _CANONICAL.get(domain) or _mended(domain)
        local = local.partition("+")[0].rstrip(".") or local
    if canonical == _DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{canonical}"


_CANONICAL = {domain: _SAME.get(domain, domain) for domain in (*_RANKED, *_OTHERS.split())}
#: The large domains as name, ending, rank.
_TARGETS = [(*domain.partition(".")[::2], rank) for rank, domain in enumerate(_RANKED)]


@lru_cache(maxsize=4096)
def _mended(domain: str) -> str:
    """The canonical name of the provider that an unknown domain is a slip of, or the domain itself."""
    name, _, ending = domain.partition(".")
    meant = _ONE_DOMAIN.get(name)
    if meant and any(ending == usual or one_slip(ending, usual) for usual in _ENDINGS):
        return _CANONICAL[meant]
    near = min(_near(name, ending), default=None)
    return _CANONICAL[_RANKED[near[1]]] if near else domain


def _near(name: str, ending: str) -> Iterator[tuple[int, int]]:
    """The slips and the rank of each large domain at most one slip of the name and one of the ending away."""
    for known, usual, rank in _TARGETS:
        right_name, right_ending = name == known, ending == usual
        if (right_name or (len(known) >= _LONG_ENOUGH and one_slip(name, known))) and (
            right_ending or one_slip(ending, usual)
        ):
            yield 2 - right_name - right_ending, rank
