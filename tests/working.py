"""The workers' round, done by the test itself."""

from claims.services import work, work_kinds


def do_all_work() -> work.Tally:
    """Do whatever is due, matching before verification, until nothing is left; returns the verifications' tally."""
    verified = work.Tally()
    while kinds := work.due_kinds():
        for kind in kinds:
            tally = work.drain(kind, work_kinds.HANDLERS[kind])
            if kind == "verify":
                verified.done += tally.done
            verified.failed += tally.failed
    return verified
