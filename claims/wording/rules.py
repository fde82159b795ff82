"""What each verification rule asks, reads and rests on, and what its thresholds are called, for counsel."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]
ByNumber = Mapping[int, str | Promise]

TITLES: Final[ByNumber] = {
    1: _("Required answers and consents"),
    2: _("Contact address"),
    3: _("Verified identity"),
    4: _("Age and representation"),
    9: _("Breach notice"),
    10: _("Data items claimed"),
    11: _("Shared-entrance code"),
    12: _("List of affected accounts"),
    13: _("Account during the leak"),
    14: _("Recipient without an account"),
    16: _("Other proceedings"),
    17: _("Duplicate claims"),
    18: _("Signs of abuse"),
    20: _("Limitation period"),
    21: _("Conflict of interest"),
    23: _("Cut-off of the batch"),
}

QUESTIONS: Final[ByNumber] = {
    1: _("Is every required answer given, every required consent too, and their truth confirmed?"),
    2: _("Has a code that was sent to the claimant come back, or does the firm vouch for the contact data?"),
    3: _("Are name and date of birth of the verified identity those of the claim?"),
    4: _("Is the claimant of age, or does a legal representative act for them?"),
    9: _("Is each notice received a known one, and was none received before it was sent?"),
    10: _("Did every item claimed leak: of this account, or in a cohort that the claimant belongs to?"),
    11: _("Where an entrance code is claimed: did codes leak, and had the claimant stored one?"),
    12: _("Is the account on the list of affected accounts, where there is one?"),
    13: _("Did the account exist while the data leaked?"),
    14: _("Does anything show that the data of a recipient without an account was in somebody's account?"),
    16: _("Is the same claim pressed in no other proceedings?"),
    17: _("Is no other claim of the incident the same person's?"),
    18: _("Does nothing about how the claim was filed speak for a machine or for made-up people?"),
    20: _("Is the claim not barred by time, and is there time to file it?"),
    21: _("Is the claimant none of those whose claim this firm may not take on?"),
    23: _("Was the claim received before the cut-off of this batch?"),
}

SOURCES: Final[ByNumber] = {
    1: _("Civil Procedure Act 249; PIPA 15, 17, 22"),
    2: _("PIPA 29; Civil Procedure Act 249"),
    3: _("Civil Procedure Act 58, 88; PIPA 29"),
    4: _("Civil Code 4, 5; PIPA 22-2"),
    9: _("PIPA 34"),
    10: _("PIPA 34, 39, 39-2"),
    11: _("PIPA 34, 39, 39-2"),
    12: _("PIPA 34, 39; Civil Procedure Act 344"),
    13: _("PIPA 39, 39-2"),
    14: _("PIPA 2 (3), 39"),
    16: _("Civil Procedure Act 259"),
    17: _("Civil Procedure Act 259"),
    18: _("PIPA 37-2"),
    20: _("Civil Code 157, 160, 161, 766"),
    21: _("Attorney-at-Law Act 31"),
    23: _("the case's own timetable"),
}

FACTS: Final[Words] = {
    # of the claim
    "abuse": _("what was counted and measured of how the claim was filed"),
    "age_band": _("whether the claimant is of age, a minor, or too young to consent alone, on the day"),
    "attestation_on_file": _("whether the confirmation of truth is held on file"),
    "attested": _("whether the truth of the answers was confirmed"),
    "claimant_type": _("in what relation the claimant stands to the account"),
    "conflicts": _("whether the name equals one of the case's list of conflicts"),
    "consents_missing": _("which required consents are missing"),
    "contact": _("whether a code that was sent came back, or the firm vouches for the contact data"),
    "duplicates": _("which other claims are or may be the same person's, and which of them waits"),
    "entrance_code_stored": _("whether an entrance code was stored, by the claimant's own answer"),
    "has_representative": _("whether a legal representative is named"),
    "identity": _("how far the verified identity agrees with the claim"),
    "items_mask": _("the data items claimed"),
    "joined": _("the month in which the account was opened"),
    "missing": _("which required answers are missing"),
    "notices": _("which notices were received, and on which day"),
    "on_list": _("what the list of affected accounts shows for the account"),
    "other_proceedings": _("the answer on other proceedings"),
    "proceedings_on_file": _("whether the answer on other proceedings is held on file"),
    "received_at": _("when the claim was received"),
    "withdrew": _("the month in which the account was closed"),
    # of the case
    "abuse_settings": _("the case's settings of the abuse score"),
    "accounts": _("whether a list of affected accounts is in force"),
    "cohorts": _("the leaked-field list in force"),
    "cut_off": _("the cut-off of the batch"),
    "entrance_code_mask": _("which data item is the entrance code"),
    "identity_offered": _("whether a provider of identity verification is set up"),
    "items": _("the incident's data items"),
    "known_notices": _("the known notices, with their dates and cohorts"),
    "leak": _("from when to when the data leaked, and up to when that is disputed"),
    "limitation_ends": _("the last day of the limitation period"),
    "rules": _("the case's thresholds"),
    "today": _("the day of the check"),
}
"""By the name of a fact that rules read."""

THRESHOLDS: Final[Words] = {
    "adult_from": _("Of age from (years)"),
    "consents_from": _("Consents alone from (years)"),
    "days_to_file": _("Days before the limitation period ends from which a person looks"),
}

WAITING: Final[Mapping[int, tuple[str | Promise, str | Promise]]] = {
    5: (
        _("Power of attorney signed by the claimant"),
        _("signed powers of attorney, with who signed and how they were authenticated"),
    ),
    6: (
        _("Version of the power of attorney"),
        _("the texts of powers of attorney in versions, and which one each claimant signed"),
    ),
    7: (_("Signature is the claimant's own"), _("images of signatures that can be compared")),
    8: (_("Proof of notice"), _("evidence files, and whether they can be read")),
    15: (_("Documented loss"), _("losses with receipts, dates and what was reimbursed")),
    19: (_("Files are clean"), _("evidence files, scanned and with their digests")),
    22: (_("Fee paid or waived"), _("fees, payments and waivers")),
    24: (_("Owner of the payout account"), _("bank accounts, which are asked for only at the payout")),
}
"""By the number of a rule whose facts are not collected yet: its title, and what it waits for."""


def rule_title(number: int) -> str:
    """Return the heading of one rule. Raises KeyError for a number that no rule has."""
    return str(TITLES[number])


def rule_question(number: int) -> str:
    """Return what a rule asks. Raises KeyError for a number that no rule has."""
    return str(QUESTIONS[number])


def legal_source(number: int) -> str:
    """Return what a rule rests on. Raises KeyError for a number that no rule has."""
    return str(SOURCES[number])


def facts_read(names: Iterable[str]) -> list[str]:
    """Return facts in words, in one order whatever theirs. Raises ValueError for a name that no rule reads."""
    order = list(FACTS)
    return [str(FACTS[name]) for name in sorted(names, key=order.index)]


def threshold_label(code: str) -> str:
    """Return what a threshold is called. Raises KeyError for a code that there is not."""
    return str(THRESHOLDS[code])
