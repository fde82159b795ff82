"""Which questions a filing is asked, given the answers so far. The pages ask here, for they hold no rule themselves."""

from datetime import date

from claims.rules.verification import DEFAULTS, AgeBand, ClaimantType, age_band


def needs_representative(claimant_type: object, birth_date: object, *, today: date) -> bool:
    """Whether the claimant cannot sign alone (Civil Code 4, 5), so that a legal representative is asked for.

    `birth_date` is ISO 8601 as checked by `claims.services.filing.check_part`; not answered yet, it asks for nobody.
    """
    if claimant_type == ClaimantType.MINOR_REPRESENTATIVE:
        return True
    if not birth_date:
        return False
    return age_band(date.fromisoformat(str(birth_date).strip()), today, DEFAULTS) != AgeBand.ADULT


def has_account(claimant_type: object) -> bool:
    """Whether there is an account to ask for: a recipient who is no member has none."""
    return claimant_type != ClaimantType.NON_MEMBER_RECIPIENT


def may_have_withdrawn(claimant_type: object) -> bool:
    """Whether to ask when the account was closed: not of somebody who says that they hold it."""
    return claimant_type != ClaimantType.ACCOUNT_HOLDER
