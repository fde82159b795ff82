"""Words that only counsel's site uses: what was recorded, why data was opened, why something was refused."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

FIELDS: Final[Words] = {
    "name": _("Legal name"),
    "birth_date": _("Date of birth"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
    "postcode": _("Postcode"),
    "address": _("Address"),
    "representative": _("Legal representative"),
    "account_email": _("E-mail address of the account"),
    "account_phone": _("Phone number of the account"),
    "proceedings_details": _("Details of other proceedings"),
    "reasons": _("Reasons given by staff"),
}

REVEAL_REASONS: Final[Words] = {
    "answer_claimant": _("The claimant has called or written"),
    "contact_claimant": _("To contact the claimant"),
    "check_claim": _("To check the claim"),
    "check_duplicate": _("To compare possible duplicates"),
    "check_conflict": _("To check a conflict of interest"),
    "prepare_court": _("To prepare a paper for the court"),
}

QUEUES: Final[Words] = {
    "to_decide": _("To be decided by a person"),
    "with_claimant": _("Waiting for the claimant"),
    "ready": _("Ready for the next step"),
}

ITEM_VERDICTS: Final[Words] = {
    "proven": _("Proven"),
    "supported": _("Supported"),
    "unproven": _("Unproven"),
    "contradicted": _("Contradicted"),
}

ACTIONS: Final[Words] = {
    "claim.view": _("Opened a claim's page"),
    "claim.reveal": _("Opened personal data"),
    "claim.search": _("Searched for a person"),
    "claim.compare": _("Compared possible duplicates"),
    "claim.move": _("Moved a claim"),
    "claim.export": _("Downloaded a list of claims"),
    "abuse.change_settings": _("Changed the settings of the abuse score"),
    "rules.change": _("Changed the rules of a case"),
    "case.add": _("Added a case"),
    "case.move": _("Moved a case"),
    "pair.link": _("Decided that two claims are one person's"),
    "pair.apart": _("Decided that two claims are two people's"),
    "pair.household": _("Decided that two claims are one household's"),
    "pair.undo": _("Undid a decision on a pair"),
    "pair.bulk": _("Decided on many pairs at once"),
    "cluster.survivor": _("Chose the claim that goes on"),
    "duplicates.export": _("Exported the duplicates of a case"),
    "match_model.train": _("Trained a version of the matching model"),
    "match_model.use": _("Put a version of the matching model to use"),
    "deadline.acknowledge": _("Took note of a deadline"),
    "accounts.import": _("Began to import a list of affected accounts"),
    "accounts.switch": _("Put a list of affected accounts in force"),
    "conflict.add": _("Added a name to the conflicts"),
    "conflict.remove": _("Removed a name from the conflicts"),
    "list.add_notice": _("Added a notice to the leaked-field list"),
    "list.add_assertion": _("Added an assertion to the leaked-field list"),
    "list.pin": _("Pinned an assertion"),
    "list.unpin": _("Removed a pin"),
    "list.add_cohort": _("Added a cohort"),
    "list.add_item": _("Added a data item"),
    "list.add_document": _("Stored a file of the leaked-field list"),
    "list.read_document": _("Read a file of the leaked-field list"),
    "list.export": _("Exported the leaked-field list"),
    "verdict.export": _("Exported the verdicts of a case"),
    "staff.log_in": _("Logged in"),
    "staff.log_in_refused": _("Log-in refused"),
    "staff.log_out": _("Logged out"),
    "staff.change_password": _("Changed their password"),
    "staff.add_account": _("Added a staff account"),
    "staff.give_role": _("Gave a role"),
    "staff.take_role": _("Took a role away"),
    "work.retry": _("Retried failed work"),
    "message.send_again": _("Had a message sent again"),
}

REFUSALS: Final[Words] = {
    # The leaked-field list
    "notice_exists": _("A notice with this code exists already. Choose another code."),
    "cohort_unknown": _("This incident has no such cohort."),
    "item_unknown": _("This incident has no such data item."),
    "superseded_notice_unknown": _("The notice that this one replaces does not exist."),
    "superseded_notice_other": _(
        "A notice can replace only an earlier one of the same source to the same cohort. Choose another, or none."
    ),
    "notices_full": _("This incident has 63 notices to claimants already, and there is room for no more."),
    "document_unknown": _("The file is no longer there. Please choose it again."),
    "document_empty": _("The file is empty."),
    "document_too_large": _("The file is larger than 10 MB."),
    "document_kind_unknown": _("The file is no PDF, PNG or JPEG, or it is damaged. What counts is what is in it."),
    "cohort_exists": _("A cohort with this code exists already. Choose another code."),
    "item_exists": _("A data item with this code exists already. Choose another code."),
    "items_full": _("This incident has 63 data items already, and there is room for no more."),
    "names_missing": _("Please give the name in both languages."),
    "not_pinned": _("This cell is not pinned any more."),
    "reason_missing": _("Please give a reason."),
    "only_a_person_pins": _("Only a person can pin an assertion."),
    "list_changed": _(
        "Somebody changed the list while you were reading it. What you see now is what your change would do to the new "
        "version. Nothing has been saved yet."
    ),
    # Conflicts
    "name_unreadable": _("This is not a name that can be searched for."),
    "kind_unknown": _("Choose what kind of conflict it is."),
    "already_listed": _("This name is on the list already."),
    "not_listed": _("This name is not on the list."),
    # Abuse settings
    "numbers_out_of_range": _("Limits are whole numbers from 1 to 500, points from 0 to 1,000."),
    "levels_out_of_order": _("The score for “high” must be above the score for “medium”."),
    "abuse_reason_missing": _("Please give a reason."),
    "settings_unchanged": _("Nothing was changed."),
    "settings_changed": _(
        "Somebody changed the settings while you were reading them. Look at the new version, then try again."
    ),
    # Rules of a case
    "rules_reason_missing": _("Please give a reason."),
    "rule_unknown": _("There is no such rule, or every case is judged by it."),
    "threshold_out_of_range": _(
        "A number is outside what can be set. Beside each stands from where to where it can be."
    ),
    "ages_out_of_order": _("The age of one's own consent cannot be above the age of majority."),
    "rules_unchanged": _("Nothing was changed."),
    "rules_changed": _(
        "Somebody changed the rules while you were reading them. What you entered is kept below; what is in force now "
        "stands beside it. Look at both, then try again. Nothing has been saved."
    ),
    # Staff
    "role_unknown": _("Choose a role."),
    "account_unknown": _("There is no active staff account of this name. Check the spelling, or add a new account."),
    "account_exists": _("There is an account of this name already. Give it a role instead."),
    "user_name_invalid": _("A user name may have letters, digits and @ . + - _ only, at most 150."),
    "no_role": _("This account has no role in the case."),
    "last_lead_counsel": _("A case cannot be without lead counsel. Give somebody else that role first."),
    # Personal data
    "no_field": _("Choose what to show."),
    "no_reason": _("Choose a reason. It is recorded together with your name."),
}


def field_label(name: str) -> str:
    """Return what a sealed field is called. Raises KeyError for a name that is none."""
    return str(FIELDS[name])


def action_label(action: str) -> str:
    """Return what an audit entry says was done; an action that is no longer used is shown as its code."""
    return str(ACTIONS.get(action, action))


def refusal(code: str) -> str:
    """Return why a change was refused and what to do. A code without words is shown as it is."""
    return str(REFUSALS.get(code, code))
