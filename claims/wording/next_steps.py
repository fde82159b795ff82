"""What a stage means for the claimant and what happens next. Only stages that claimants are shown have a sentence."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.rules.stages import CaseType

_CHECKED: Final = _(
    "Your claim is with us and is being checked. You need not do anything; if we need something from you, or once we "
    "ask you for a power of attorney, we will tell you."
)

NEXT: Final[Mapping[str, str | Promise]] = {
    # Joint action
    "submitted": _("We have your claim. Next, we check it against what is known about the leak."),
    "needs_information": _("We need something more from you. Please see below what is asked, and answer it."),
    "verifying": _CHECKED,
    "expired": _(
        "What we asked for did not arrive in time, so the claim rests. As long as the case takes claims, you can "
        "still answer; please contact us."
    ),
    "rejected": _(
        "A person looked at your claim and decided that it cannot be part of this case. "
        "If you think that this is wrong, please contact us: you can contest the decision."
    ),
    "appealed": _("You contested our decision. A person will look at your claim again."),
    "withdrawn": _("You have withdrawn your claim. It takes no further part in this case."),
    "authorised": _("You have given us your power of attorney. Next, we put you on a list of plaintiffs."),
    "batched": _("You are on a list of plaintiffs. Next, we file it with the court."),
    "filed": _("Your claim is before the court. Court proceedings can take years; we will tell you what changes."),
    "awarded": _("The court awarded what you claimed. The judgment is not final yet; either side may appeal."),
    "partly_awarded": _(
        "The court awarded part of what you claimed. The judgment is not final yet; either side may appeal."
    ),
    "dismissed_on_merits": _(
        "The court dismissed your claim. The judgment is not final yet; we will ask you whether you want to appeal."
    ),
    "dismissed_without": _(
        "The court dismissed the suit without judging your claim itself. We will tell you what can be done."
    ),
    "withdrawn_in_court": _("Your suit was withdrawn. For you, these court proceedings are over."),
    "appeal_opted_in": _("You take part in the appeal. We will tell you what the higher court decides."),
    "accepted": _("You have accepted the judgment. Once it is final, we will tell you how things go on."),
    "final": _("The judgment is final. Next, we settle what is due to you."),
    "payable": _("A payment is due to you. We will ask you to which account it should go."),
    "paid": _("The payment has been made."),
    "returned": _("The payment came back to us. Please contact us, so that we can pay to the right account."),
    "reissued": _("The payment has been made again."),
    "closed": _("Your claim is closed. There is nothing more for you to do."),
    "deceased": _("We were told that the claimant has died. We are sorry. The heirs can go on with the claim."),
    "succession": _("The heirs are taking over the claim. It goes on from where it stood once that is settled."),
    # Class settlement
    "approved": _("Your claim is approved. You will be paid once the settlement takes effect."),
    "deficient": _("We need something more from you. Please see below what is asked, and answer it."),
    "denied": _(
        "A person looked at your claim and did not approve it. "
        "If you think that this is wrong, please contact us: you can contest the decision."
    ),
    "cured": _("We have your answer. A person will look at it."),
    "disputed": _("You contested our decision. A person will look at your claim again."),
    "finally_denied": _("A person looked at your claim again and did not approve it. This decision is final."),
    "uncashed": _("We have sent you a payment, but it has not been collected. Please contact us."),
    "void": _("The payment was not collected in time and is void."),
}
SETTLEMENT_NEXT: Final[Mapping[str, str | Promise]] = {
    "filed": _("We have your claim. Next, a person looks at it."),
}


def next_sentence(stage: str, *, case_type: str = CaseType.JOINT_ACTION) -> str:
    """Return what the claimant should know about a stage, as `claims.wording.stages.public_stage` gives it.

    Raises KeyError for a stage that claimants are not shown.
    """
    words = SETTLEMENT_NEXT if case_type == CaseType.CLASS_SETTLEMENT else {}
    return str(words.get(stage) or NEXT[stage])
