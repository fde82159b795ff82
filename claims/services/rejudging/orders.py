"""Judging the claims of an incident again when a list, a setting or the day has changed, set by set.

Rules that read of a claim only what many claims have in common are judged once for each such *profile*, by the same
functions that judge a single claim; one statement then gives every claim of a chunk its profile's findings, writes a
run for each whose judgement is another one, and moves those whose verdict changed. Claims are judged one by one only
for a rule that reads what each tells for itself.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Case, Incident, Rejudgement, WorkItem
from claims.queries.leaked_list import current_list
from claims.rules.verification import RULES, Rule, chosen, rule_mask
from claims.services import messages, nudges, work
from claims.services.contexts import CaseState
from claims.services.judging import case_states, share_incidents
from claims.services.rejudging.chunks import judge_chunk
from claims.services.rejudging.touched import Touched, from_json, join, to_json

_BY_PROFILE = rule_mask(rule.number for rule in RULES if rule.by_profile)


def queue(
    *,
    incident_id: int,
    rules: Collection[int],
    cause: str,
    case_id: int | None = None,
    touched: Touched | None = None,
    dropped: Collection[int] = frozenset(),
) -> Rejudgement | None:
    """Order that the judged claims of an incident, or of one case of it, are judged again by these rules.

    In the caller's transaction, which has changed what the rules read and holds the incident's row alone
    (`lock_incident`). `touched`: which claims can be judged otherwise; no other is judged. An order that is not done
    yet takes this one in and begins anew, so that several changes one after the other are one walk and one request to
    a claimant. Rules that read what only the claim itself tells have the claims queued one by one; of those, the rules
    `dropped` need nothing of the claim, for they cease to judge it. Returns None where there is nothing to judge by,
    or claims are queued one by one.
    """
    newest = current_list(incident_id)
    if newest is None or not rules:
        return None
    wanted = rule_mask(rules)
    if needs_each_claim(rules, dropped=dropped):
        cases = Case.objects.filter(incident=incident_id).values_list("pk", flat=True)
        work.add_all_claims(WorkItem.Kind.VERIFY, list(cases) if case_id is None else [case_id])
        transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.VERIFY))
        return None
    # The incident's row is held, so nobody else makes an order for it.
    pending = Rejudgement.objects.select_for_update().filter(incident=incident_id, finished_at=None)
    pending = pending.filter(case__isnull=True) if case_id is None else pending.filter(case=case_id)
    order = pending.first()
    if order is None:
        order = Rejudgement.objects.create(
            incident_id=incident_id,
            case_id=case_id,
            cause=cause,
            rules=wanted,
            list=newest,
            touched=to_json(touched),
        )
    else:
        order.rules |= wanted
        order.list = newest
        order.touched = to_json(join(from_json(order.touched), touched))
        order.cause = cause
        order.reached = order.begun_at = None
        order.looked_at = order.judged_otherwise = order.moved = 0
        order.save()
    work.add(WorkItem.Kind.REJUDGE, [order.pk])
    transaction.on_commit(lambda: nudges.nudge(WorkItem.Kind.REJUDGE))
    return order


def needs_each_claim(rules: Collection[int], *, dropped: Collection[int]) -> bool:
    """Whether an order by these rules has claims judged one by one (`queue`)."""
    return bool(rule_mask(rules) & ~_BY_PROFILE & ~rule_mask(dropped))


def lock_incident(incident_id: int) -> Incident:
    """Hold the incident's row alone until the transaction ends: nobody judges meanwhile.

    Raises Incident.DoesNotExist.
    """
    return Incident.objects.select_for_update(no_key=True).get(pk=incident_id)


def rejudge(order_ids: Sequence[UUID]) -> None:
    """Do one chunk of an order, and queue the next. The handler of the work kind `rejudge`, in its transaction.

    The chunk's runs and moves, how far the order has come and the next piece of work commit together, so a worker that
    dies leaves an order that goes on from its last chunk and ends as if nothing had happened. It takes one order, for
    with two it would lock claims in an order of its own.
    """
    (order_id,) = order_ids
    # An order's incident never changes, so it can be read before anything is locked.
    share_incidents(Rejudgement.objects.filter(pk=order_id).values_list("incident", flat=True))
    order = Rejudgement.objects.select_for_update().filter(pk=order_id, finished_at=None).first()
    if order is None:
        return
    now = timezone.now()
    cases = Case.objects.filter(incident=order.incident_id).values_list("pk", flat=True)
    states = case_states(list(cases) if order.case_id is None else [order.case_id], now)
    order.begun_at = order.begun_at or now
    upto, looked_at = _chunk_end(order.reached)
    if upto is None:
        order.finished_at = now
    else:
        done = judge_chunk(
            list(states.values()),
            rules=_rules(order, states.values()),
            touched=from_json(order.touched),
            after=order.reached,
            upto=upto,
            cause=order.cause,
            now=now,
        )
        order.reached = upto
        order.looked_at += looked_at
        order.judged_otherwise += done.judged_otherwise
        order.moved += done.moved
        messages.request_information(done.asked)
        work.add(WorkItem.Kind.REJUDGE, [order.pk])
    order.save()


def _rules(order: Rejudgement, states: Iterable[CaseState]) -> list[Rule]:
    """The order's rules that can be judged by profile, and those that no claim is judged by any more.

    One that was dropped when the order was made, and is used again since, has its claims queued one by one.
    """
    used = {rule.number for state in states for rule in chosen(state.context.rules)}
    return [rule for rule in RULES if order.rules >> rule.number & 1 and (rule.by_profile or rule.number not in used)]


def _chunk_end(reached: UUID | None) -> tuple[UUID | None, int]:
    """The last claim of the next chunk, and how many claims are in it; None: there is no claim left."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(id::text)::uuid, count(*) FROM (
                SELECT id FROM claims_claim
                WHERE %(reached)s::uuid IS NULL OR id > %(reached)s ORDER BY id LIMIT %(size)s
            ) chunk
            """,
            {"reached": reached, "size": settings.REJUDGE_CHUNK},
        )
        upto, count = cursor.fetchone()
        return upto, count
