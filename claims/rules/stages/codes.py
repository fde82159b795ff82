"""The codes of stages and of those who move between them."""

from enum import StrEnum


class CaseType(StrEnum):
    """What kind of action a case is. An appointed party's action follows the tables of the joint action."""

    JOINT_ACTION = "joint_action"
    APPOINTED_PARTY = "appointed_party"
    CLASS_SETTLEMENT = "class_settlement"


class Subject(StrEnum):
    """What has a stage."""

    CASE = "case"
    CLAIM = "claim"


class ActorKind(StrEnum):
    """Who moves. Staff are counsel and those who work for them; an operator runs the system and its imports."""

    CLAIMANT = "claimant"
    STAFF = "staff"
    WORKER = "worker"
    OPERATOR = "operator"


class CaseStage(StrEnum):
    """Where a case stands. No case type uses all of them."""

    # Joint action
    DRAFT = "draft"
    RECRUITING = "recruiting"
    COLLECTING_DOCUMENTS = "collecting_documents"
    BATCH_LOCKED = "batch_locked"
    FILED = "filed"
    SERVED = "served"
    PLEADING = "pleading"
    PLEADING_CLOSED = "pleading_closed"
    FIRST_JUDGMENT = "first_judgment"
    APPEAL_WINDOW = "appeal_window"
    APPEAL = "appeal"
    SECOND_JUDGMENT = "second_judgment"
    SUPREME_COURT = "supreme_court"
    FINAL = "final"
    COLLECTION = "collection"
    DISTRIBUTION = "distribution"
    CLOSED = "closed"
    DESTROYED = "destroyed"
    STAYED = "stayed"
    CORRECTION_ORDER = "correction_order"
    MEDIATION_OFFER = "mediation_offer"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    SETTLED = "settled"
    # Class settlement, which also has filed, settled, distribution and closed
    PRELIMINARY_APPROVAL = "preliminary_approval"
    NOTICE = "notice"
    CLAIMS_OPEN = "claims_open"
    CLAIMS_CLOSED = "claims_closed"
    DEFICIENCY_REVIEW = "deficiency_review"
    FINAL_APPROVAL = "final_approval"
    EFFECTIVE = "effective"
    SECOND_DISTRIBUTION = "second_distribution"
    CY_PRES = "cy_pres"
    ACCOUNTING = "accounting"


class ClaimStage(StrEnum):
    """Where a claim stands. No case type uses all of them."""

    # Joint action
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ABANDONED = "abandoned"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    NEEDS_INFORMATION = "needs_information"
    REVIEW = "review"
    DUPLICATE_HOLD = "duplicate_hold"
    EXPIRED = "expired"
    REJECTED = "rejected"
    MERGED = "merged"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    AUTHORISED = "authorised"
    BATCHED = "batched"
    FILED = "filed"
    AWARDED = "awarded"
    PARTLY_AWARDED = "partly_awarded"
    DISMISSED_ON_MERITS = "dismissed_on_merits"
    DISMISSED_WITHOUT = "dismissed_without"
    WITHDRAWN_IN_COURT = "withdrawn_in_court"
    APPEAL_OPTED_IN = "appeal_opted_in"
    ACCEPTED = "accepted"
    FINAL = "final"
    PAYABLE = "payable"
    PAID = "paid"
    RETURNED = "returned"
    REISSUED = "reissued"
    CLOSED = "closed"
    DECEASED = "deceased"
    SUCCESSION = "succession"
    # Class settlement, which also has filed, review, paid and reissued
    APPROVED = "approved"
    DEFICIENT = "deficient"
    DENIED = "denied"
    CURED = "cured"
    DISPUTED = "disputed"
    FINALLY_DENIED = "finally_denied"
    UNCASHED = "uncashed"
    VOID = "void"


Stage = CaseStage | ClaimStage
