"""Mailboxes that anyone gets for minutes without a name, by the domains of those who give them away."""

from collections.abc import Collection

from disposable_email_domains import blocklist


def is_throw_away(address: str, more: Collection[str] = ()) -> bool:
    """Whether an e-mail address in normal form is at a known throw-away domain, or at a subdomain of one.

    The list is that of the `disposable-email-domains` project; `more` are domains that the operator adds, in lower
    case.
    """
    domain = address.rpartition("@")[2]
    while "." in domain:
        if domain in blocklist or domain in more:
            return True
        domain = domain.partition(".")[2]
    return False
