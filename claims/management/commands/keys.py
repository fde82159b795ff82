"""`manage.py keys status|generate|rotate|reindex`"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.crypto.blind_forms import FormUnknown
from claims.crypto.keyring import KeyRingInvalid, KeyUnavailable, key_ring, new_ring
from claims.management.progress import Progress
from claims.services import indexing, keys
from claims.services.actors import OPERATOR

USAGE = 2
DAMAGED = 3
_WAIT_SECONDS = 0.25


class Command(BaseCommand):
    """See to the keys of the ring; see `help`."""

    help = (
        "status: which key versions there are, how many claimants each protects, and how many claims can be found "
        "under each generation of blind keys. "
        "generate: print a new key ring; with --add, the present ring with one more encryption key; with --add-index, "
        "with one more index key. Keep what it prints secret. "
        "rotate: protect every claimant's data key with the newest key, while the system runs; for the key file that "
        "the system made for itself, a new key is added first. "
        "reindex: make every claim's blind keys anew with the newest index key and the present normal form, while the "
        "system runs; for the key file that the system made for itself, a new index key is added first, unless the "
        "normal form alone is behind. The workers go on with it when this is stopped. "
        "Exit codes: 0 done; 1 stopped, run it again to go on; 2 nothing was done; 3 a key is missing or damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=["status", "generate", "rotate", "reindex"])
        added = parser.add_mutually_exclusive_group()
        added.add_argument("--add", action="store_true", help="generate: the ring with one more encryption key")
        added.add_argument("--add-index", action="store_true", help="generate: the ring with one more index key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one action."""
        try:
            match options["action"]:
                case "status":
                    self._status()
                case "generate":
                    self.stdout.write(_ring(add=options["add"], add_index=options["add_index"]))
                case "rotate":
                    self._rotate()
                case "reindex":
                    self._reindex()
        except KeyRingInvalid as error:
            raise CommandError(str(error), returncode=USAGE) from None
        except KeyUnavailable as error:
            raise CommandError(f"{error} Nothing was changed.", returncode=DAMAGED) from None
        except FormUnknown as error:
            raise CommandError(f"{error} Another release began this re-index.", returncode=DAMAGED) from None
        except OSError as error:
            raise CommandError(
                f"The key file cannot be read or replaced: {error.strerror}.", returncode=USAGE
            ) from None
        except DatabaseError:
            raise CommandError("The database did not answer. What was counted is done; run this again.") from None

    def _status(self) -> None:
        found = keys.status()
        for version in sorted({*found.versions, *found.claimants}):
            notes = [f"{found.claimants.get(version, 0):,} claimants"]
            if version == found.active:
                notes.append("active")
            if version in found.unavailable:
                notes.append("NOT IN THE RING: these claimants' data cannot be read")
            self.stdout.write(f"version {version}: {', '.join(notes)}")
        index = indexing.status()
        for each in index.generations:
            made = f"index key {each.generation.index_key}, normal form {each.generation.normal_form}"
            share = f"{each.done:,} of {index.claims:,} claims" if each.state != "retired" else "being deleted"
            damaged = f", {each.damaged:,} DAMAGED" if each.damaged else ""
            self.stdout.write(f"blind keys {each.generation.number}: {made}, {each.state}, {share}{damaged}")
        if index.waiting or index.dead:
            self.stdout.write(f"claims that wait for blind keys: {index.waiting:,}; dead letters: {index.dead:,}")
        for version in index.missing:
            self.stdout.write(f"index key {version}: NOT IN THE RING: what was made with it cannot be looked up")
        if found.unavailable or index.missing:
            raise CommandError("Add the missing keys to the ring again.", returncode=DAMAGED)

    def _rotate(self) -> None:
        before = keys.status()
        if not before.behind:
            if not keys.ring_is_ours():
                raise CommandError(
                    f"Every claimant is on version {before.active}, the newest in the ring, and the ring is not kept "
                    "by this system. Put what `keys generate --add` prints in its place, restart web and workers, and "
                    "run this again.",
                    returncode=USAGE,
                )
            self.stdout.write(f"Key {keys.add_key()} added to the ring; back up the key file.")
        else:
            self.stdout.write(f"Going on with the rotation to version {before.active}; no further key is added.")
        with Progress("Rotating", "claimants", total=keys.status().behind) as bar:
            done = keys.rewrap(progress=lambda count, total: bar.at(count, total=total))
        self.stdout.write(f"{done.rewrapped:,} claimants re-wrapped.")
        self._tell_unused()
        if done.damaged:
            raise CommandError(
                "Data keys that do not open and were left as they are, of the claimants: "
                + ", ".join(str(claimant) for claimant in done.damaged[:20])
                + (f" and {len(done.damaged) - 20:,} more." if len(done.damaged) > 20 else "."),
                returncode=DAMAGED,
            )
        if done.held:
            raise CommandError(f"{done.held:,} claimants are held by other transactions. Run this again to go on.")

    def _reindex(self) -> None:
        if indexing.status().building:
            self.stdout.write("Going on with the re-index that was begun.")
        else:
            self._begin_reindex()
        with Progress("Indexing", "claims", total=indexing.status().claims) as bar:
            while (turn := indexing.step(actor=OPERATOR)) is not indexing.Turn.IDLE:
                # Said where there is no bar, too: without workers this would wait for ever.
                waits = turn is indexing.Turn.WAITING
                bar.at(indexing.claims_filled(), doing="Waiting for the workers" if waits else "Indexing")
                if waits:
                    self._wait()
        current = indexing.status().current
        self.stdout.write(
            f"Every claim is indexed with index key {current.index_key} and normal form {current.normal_form}. Keep "
            "the older index keys in the ring: receipts and lists of conflicts need them."
        )

    def _begin_reindex(self) -> None:
        ring = key_ring()
        if indexing.wanted(index_key=ring.newest_index) is None:
            if not keys.ring_is_ours():
                raise CommandError(
                    f"The blind keys are made with index key {ring.newest_index}, the newest in the ring, and the "
                    "ring is not kept by this system. Put what `keys generate --add-index` prints in its place, "
                    "restart web and workers, and run this again.",
                    returncode=USAGE,
                )
            self.stdout.write(f"Index key {keys.add_key(keys.INDEX)} added to the ring; back up the key file.")
        newest = key_ring().newest_index
        while indexing.wanted(index_key=newest) and not indexing.begin(index_key=newest, actor=OPERATOR):
            time.sleep(_WAIT_SECONDS)

    def _wait(self) -> None:
        if dead := indexing.status().dead:
            raise CommandError(
                f"{dead:,} claims wait for their blind keys as dead letters. See `work status`, then "
                "`work retry --kind index`, and run this again.",
                returncode=DAMAGED,
            )
        time.sleep(_WAIT_SECONDS)

    def _tell_unused(self) -> None:
        if unused := keys.status().unused:
            versions = ", ".join(str(version) for version in unused)
            self.stdout.write(
                f"No row uses version {versions} any more. Keep it as long as a backup may have to be restored."
            )


def _ring(*, add: bool, add_index: bool) -> str:
    if add_index:
        return keys.ring_with_another_key(keys.INDEX)
    return keys.ring_with_another_key() if add else new_ring()
