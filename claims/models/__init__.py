from claims.models.abuse import AbuseSettingsVersion, FilingSignal
from claims.models.affected_accounts import (
    AccountBucket,
    AccountKeys,
    AccountPart,
    AffectedAccountList,
    ListedClaim,
)
from claims.models.audit import AuditEntry
from claims.models.blind_keys import BlindKey, IndexGeneration
from claims.models.cases import Case, CaseRole, CaseTransition, ConflictParty, ConsentText
from claims.models.claims import Claim, Claimant, ClaimTransition, Consent, IdempotencyRecord
from claims.models.duplicates import ClusterMember, DuplicateCluster, DuplicatePair, PairDecision, PairSelection
from claims.models.imports import ImportRun
from claims.models.incidents import Cohort, DataItem, Incident
from claims.models.leaked_list import (
    AssertionPin,
    BreachNotice,
    LeakAssertion,
    LeakedFieldList,
    ListDocument,
    ListDocumentContent,
)
from claims.models.matching import MatchModelVersion, MatchRun
from claims.models.messages import Message
from claims.models.proofs import Channel, ContactCode, ContactProof, IdentityAttempt, IdentityProof
from claims.models.rule_settings import RuleSettingsVersion
from claims.models.schedule import DeadlineNotice, Ending, JobRun, ScheduledJob
from claims.models.verification import Finding, JudgedFacts, JudgingContext, Rejudgement, Verification
from claims.models.work import WorkItem

__all__ = [
    "AbuseSettingsVersion",
    "AccountBucket",
    "AccountKeys",
    "AccountPart",
    "AffectedAccountList",
    "AssertionPin",
    "AuditEntry",
    "BlindKey",
    "BreachNotice",
    "Case",
    "CaseRole",
    "CaseTransition",
    "Channel",
    "Claim",
    "ClaimTransition",
    "Claimant",
    "ClusterMember",
    "Cohort",
    "ConflictParty",
    "Consent",
    "ConsentText",
    "ContactCode",
    "ContactProof",
    "DataItem",
    "DeadlineNotice",
    "DuplicateCluster",
    "DuplicatePair",
    "Ending",
    "FilingSignal",
    "Finding",
    "IdempotencyRecord",
    "IdentityAttempt",
    "IdentityProof",
    "ImportRun",
    "Incident",
    "IndexGeneration",
    "JobRun",
    "JudgedFacts",
    "JudgingContext",
    "LeakAssertion",
    "LeakedFieldList",
    "ListDocument",
    "ListDocumentContent",
    "ListedClaim",
    "MatchModelVersion",
    "MatchRun",
    "Message",
    "PairDecision",
    "PairSelection",
    "Rejudgement",
    "RuleSettingsVersion",
    "ScheduledJob",
    "Verification",
    "WorkItem",
]
