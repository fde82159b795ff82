"""Why a rule judged so, for counsel; and what is asked of the claimant, where the reason asks."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from claims.rules.verification import Param
from claims.wording.abuse import found_phrase
from claims.wording.codes import label
from claims.wording.duplicates import level_phrase
from claims.wording.formats import day, listed, moment

REASONS: Final[Mapping[str, str | Promise]] = {
    # 1 required fields
    "complete": _("All required answers and consents are there, and their truth is attested."),
    "complete_on_file": _("All required answers are there; consents and attestation are held on file by the firm."),
    "incomplete": _("Missing: %(missing)s."),
    # 2 contact
    "contact_proven": _("A code that we sent to the claimant came back."),
    "contact_on_file": _("The firm vouches for the contact data; the claim was imported."),
    "contact_unproven": _("No code that we sent to the claimant has come back yet."),
    # 3 identity
    "identity_equal": _("Name and date of birth of the verified identity are those of the claim."),
    "identity_similar": _(
        "The verified identity has the same date of birth; the name is written in another way than in the claim."
    ),
    "identity_other": _("Name or date of birth of the verified identity differ from those of the claim."),
    "identity_missing": _("The claimant has not had their identity verified yet."),
    "identity_not_offered": _("No identity provider is set up, so identity is not verified."),
    # 4 age
    "adult": _("The claimant is of age."),
    "minor_represented": _("The claimant is under %(under)s; a legal representative is named."),
    "minor_unrepresented": _("The claimant is under %(under)s and no legal representative is named (Civil Code 5)."),
    "child_represented": _(
        "The claimant is under %(under)s; the consent of the legal representative must be verified (PIPA 22-2)."
    ),
    "child_unrepresented": _(
        "The claimant is under %(under)s and no legal representative is named. Processing is held (PIPA 22-2)."
    ),
    "birth_date_missing": _("The date of birth is missing, so the age cannot be judged."),
    # 9 notice
    "notice_matches": _("Each notice received is a known one, and none was received before it was sent."),
    "dated_before_notice": _("Received, by the claimant's own date, before it was sent: %(notices)s."),
    "no_notice": _("No notice is named, so the cohort is not known."),
    "notice_unknown": _("Not among the known notices: %(notices)s."),
    # 10 data items
    "items_proven": _("An affected-account list shows every item claimed for this account."),
    "items_leaked": _("Every item claimed leaked in the claimant's cohort."),
    "items_not_leaked": _("The claim goes on without the items that are not shown to have leaked. %(items)s"),
    "no_item_supported": _("No item claimed is shown to have leaked in the claimant's cohort. %(items)s"),
    "no_item_claimed": _("No data item is claimed."),
    "cohort_unknown": _("No known notice is named, so there is no cohort to check the items against."),
    # 11 entrance code
    "not_claimed": _("No shared-entrance code is claimed."),
    "entrance_code_proven": _("An affected-account list shows an entrance code for this account."),
    "entrance_code_leaked": _("Entrance codes leaked in the claimant's cohort, and one was stored."),
    "entrance_code_not_leaked": _("By the leaked-field list, entrance codes did not leak in the claimant's cohort."),
    "entrance_code_not_stored": _("An entrance code is claimed, but the claimant says that none was stored."),
    "entrance_code_storage_unknown": _(
        "Entrance codes leaked in the claimant's cohort; whether one was stored is not known."
    ),
    "entrance_code_leak_unknown": _(
        "The leaked-field list does not say whether entrance codes leaked in the claimant's cohort."
    ),
    "entrance_code_cohort_unknown": _(
        "An entrance code is claimed, but no known notice is named, so the cohort is not known."
    ),
    # 12 affected-account list
    "no_account_list": _("There is no list of affected accounts to look in."),
    "on_account_list": _("The account is on the affected-account list. %(beyond_listed)s"),
    "not_on_account_list": _("The account is not on the affected-account list. Lists are not always complete."),
    "account_not_looked_up": _("No account is given that could be looked for on the affected-account list."),
    # 13 account
    "account_in_window": _("The account existed while the data leaked."),
    "notice_shows_account": _("The months leave it open, but a known notice shows that the account existed."),
    "not_an_account_holder": _("A recipient without an account; there is no account to check."),
    "joined_after_window": _("By the months given, the account was opened after the leak had ended."),
    "withdrew_before_window": _("By the months given, the account was closed before the leak began."),
    "only_in_disputed_part": _("The account existed only in the part of the leak's time that is disputed."),
    "joined_as_window_ended": _("The account was opened in the month in which the leak ended."),
    "withdrew_as_window_began": _("The account was closed in the month in which the leak began."),
    "joined_unknown": _("When the account was opened is not known, and no known notice shows it."),
    # 14 recipient who is no member
    "not_a_recipient": _("The claimant has or had an account of their own."),
    "recipient_on_list": _("The affected-account list shows this recipient."),
    "recipient_unproven": _(
        "A recipient without an account; nothing shows yet that their data was in somebody's account."
    ),
    # 16 other proceedings
    "no_other_proceedings": _("No other proceedings over the same leak."),
    "foreign_class_flag": _("Belongs to a class abroad; this takes nothing away here and is noted."),
    "on_file": _("The answer on other proceedings is held on file by the firm."),
    "other_suit": _(
        "Another suit over the same claim is pending and must be withdrawn first (Civil Procedure Act 259)."
    ),
    "unanswered": _("The question about other proceedings is not answered."),
    "mediation_pending": _("A mediation over the same claim is pending; a settlement in it would bind."),
    # 17 duplicates
    "no_duplicates": _("No other claim is thought to be the same person's."),
    "later_claim_exists": _("Another claim may be the same person's; that one is held, not this one."),
    "probable_duplicate": ngettext_lazy(
        "%(claims)s earlier claim may be the same person's: %(agreements)s.",
        "%(claims)s earlier claims may be the same person's: %(agreements)s.",
        "claims",
    ),
    "certain_duplicate": ngettext_lazy(
        "%(claims)s other claim is the same person's, and this one is not the one that goes on: %(agreements)s.",
        "%(claims)s other claims are the same person's, and this one is not the one that goes on: %(agreements)s.",
        "claims",
    ),
    # 18 abuse
    "abuse_low": _("Abuse score %(score)s, low: a person looks from %(medium)s on."),
    "abuse_medium": _("Abuse score %(score)s, medium (from %(medium)s; high from %(high)s): %(found)s."),
    "abuse_high": _("Abuse score %(score)s, high (from %(high)s): %(found)s."),
    "abuse_not_measured": _("How the claim was filed is not known, or no longer kept; it has no abuse score."),
    # 20 limitation
    "within_limitation": _("The limitation period ends on %(ends)s."),
    "limitation_near": _("The limitation period ends soon, on %(ends)s. Make sure that the claim is filed in time."),
    "limitation_over": _(
        "The limitation period ended on %(ends)s. An interruption (Civil Code 168) may save the claim."
    ),
    # 21 conflict of interest
    "no_conflict": _("The name is on no list of conflicting parties."),
    "conflict_hit": _("The name equals that of: %(kinds)s. It may be another person of that name."),
    # 23 cut-off
    "before_cut_off": _("Received before the cut-off of this batch."),
    "no_cut_off": _("This batch has no cut-off yet."),
    "next_batch": _("Received after the cut-off (%(cut_off)s); goes with the next batch."),
}

ASKS: Final[Mapping[str, str | Promise]] = {
    "contact_unproven": _(
        "Please confirm your e-mail address or phone number: we send you a code, and you enter it on this page."
    ),
    "identity_other": _(
        "The name or date of birth of your verified identity differs from your claim. "
        "Please verify the identity of the person whose claim it is, or tell us which of the two is right."
    ),
    "identity_missing": _("Please verify your identity. You find how to do it on this page."),
    "incomplete": _("Some answers are still missing. Please send us: %(missing)s."),
    "minor_unrepresented": _(
        "The claimant is under %(under)s, so a legal representative, such as a parent, must act for them. "
        "Please tell us the representative's name, date of birth and relation."
    ),
    "child_unrepresented": _(
        "The claimant is under %(under)s, so we may only go on with the consent of a legal representative, such as a "
        "parent. Until we have it, we hold the claim and do nothing else with the data. "
        "Please tell us the representative's name, date of birth and relation."
    ),
    "dated_before_notice": _(
        "The day on which you received a notice is before the day on which it was sent: %(notices)s. "
        "Please check the day, or tell us that you do not remember it."
    ),
    "entrance_code_not_stored": _(
        "You chose the shared-entrance code as leaked, but also said that you had not stored one. "
        "Please tell us which of the two is right. Please do not send us the code itself."
    ),
    "joined_after_window": _(
        "By the month you gave, the account was opened after the leak had ended. "
        "Please check the month, and whether you gave the right account."
    ),
    "withdrew_before_window": _(
        "By the month you gave, the account was closed before the leak began. "
        "Please check the month, and whether you gave the right account."
    ),
    "other_suit": _(
        "You are also part of another suit over the same leak, and one claim cannot be brought in two suits. "
        "If you want to go on here, please withdraw the other suit and send us proof of it."
    ),
    "unanswered": _(
        "Please tell us whether you are part of another suit, a mediation or a class action abroad over the same leak."
    ),
}

Names = Mapping[str, str]


def reason_sentence(reason: str, params: Mapping[str, Param], names: Names) -> str:
    """Return why a rule judged so, for counsel.

    `params` are the check's; `names` maps codes of data items, notices and consents to what they are called. A
    reason that the rules no longer have (an old check's) is shown as its code.
    """
    sentence = REASONS.get(reason)
    return reason if sentence is None else str(sentence % _shown(params, names)).strip()


def ask_sentence(reason: str, params: Mapping[str, Param], names: Names) -> str:
    """Return what the claimant is asked to do. Raises KeyError for a reason that does not ask."""
    return str(ASKS[reason] % _shown(params, names))


def _shown(params: Mapping[str, Param], names: Names) -> dict[str, str | int]:
    """Return what fills a sentence: each param as a person writes it, and the phrases made of several."""
    shown: dict[str, str | int] = {}
    for name, value in params.items():
        match name, value:
            case "agreements", list():
                shown[name] = listed([_agreement(code) for code in value])
            case "kinds", list():
                shown[name] = listed([label("conflict", code) for code in value])
            case "found", dict():
                shown[name] = found_phrase(value)
            case "ends", str():
                shown[name] = day(value)
            case "cut_off", str():
                shown[name] = moment(value)
            case _, list():
                shown[name] = listed(_named(value, names))
            case _, int() | str():
                shown[name] = value
    if "fields" in params:
        shown["missing"] = _missing(params, names)
    if "contradicted" in params:
        shown["items"] = _items(shown)
    shown["beyond_listed"] = (
        gettext("It shows nothing there of: %(items)s.") % {"items": shown["beyond"]} if "beyond" in shown else ""
    )
    return shown


def _agreement(code: str) -> str:
    part, _dot, level = code.partition(".")
    return level_phrase(part, level) if level else label("agreement", code)


def _missing(params: Mapping[str, Param], names: Names) -> str:
    fields, consents = params["fields"], params.get("consents", [])
    parts = [label("field", code) for code in fields] if isinstance(fields, list) else []
    if isinstance(consents, list) and consents:
        # A consent's code says nothing to a person, so without their names they are asked for together.
        known = all(code in names for code in consents)
        parts += (
            [gettext("consent “%(title)s”") % {"title": names[code]} for code in consents]
            if known
            else [gettext("the required consents")]
        )
    return listed(parts)


def _items(shown: Mapping[str, str | int]) -> str:
    sentences = []
    if shown["contradicted"]:
        sentences.append(gettext("Said not to have leaked: %(items)s.") % {"items": shown["contradicted"]})
    if shown["unproven"]:
        sentences.append(gettext("Not said to have leaked: %(items)s.") % {"items": shown["unproven"]})
    return " ".join(sentences)


def _named(codes: Iterable[str], names: Names) -> list[str]:
    return [names.get(code, code) for code in codes]
