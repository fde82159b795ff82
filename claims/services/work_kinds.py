"""What does each kind of work. A new kind is a member of `WorkItem.Kind` and a line here."""

from claims.models import WorkItem
from claims.services.duplicates.arrival import match_claims
from claims.services.indexing import index_claims
from claims.services.rejudging import rejudge
from claims.services.sending import send_messages
from claims.services.verification import verify_claims
from claims.services.work import Batched, CommitsItself, Handler

HANDLERS: dict[str, Handler] = {
    WorkItem.Kind.INDEX.value: index_claims,
    WorkItem.Kind.MATCH.value: match_claims,
    WorkItem.Kind.VERIFY.value: verify_claims,
    WorkItem.Kind.REJUDGE.value: Batched(rejudge, batch=1),
    WorkItem.Kind.SEND.value: CommitsItself(send_messages, batch=20),
}
