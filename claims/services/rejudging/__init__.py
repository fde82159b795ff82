"""Judging the claims of an incident again, set by set: see `orders`."""

from claims.services.rejudging.orders import lock_incident, needs_each_claim, queue, rejudge

__all__ = ["lock_incident", "needs_each_claim", "queue", "rejudge"]
