"""`manage.py keys status|generate|rotate`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.crypto.keyring import KeyRingInvalid, KeyUnavailable, new_ring
from claims.management.progress import Progress
from claims.services import keys

USAGE = 2
DAMAGED = 3


class Command(BaseCommand):
    """See to the key-encryption keys; see `help`."""

    help = (
        "status: which key versions there are, and how many claimants each protects. "
        "generate: print a new key ring; with --add, the present ring with one more key. Keep what it prints secret. "
        "rotate: protect every claimant's data key with the newest key, while the system runs; for the key file that "
        "the system made for itself, a new key is added first. "
        "Exit codes: 0 done; 1 stopped, run it again to go on; 2 nothing was done; 3 a key is missing or damaged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=["status", "generate", "rotate"])
        parser.add_argument("--add", action="store_true", help="generate: the present ring with one more key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one action."""
        try:
            match options["action"]:
                case "status":
                    self._status()
                case "generate":
                    self.stdout.write(keys.ring_with_another_key() if options["add"] else new_ring())
                case "rotate":
                    self._rotate()
        except KeyRingInvalid as error:
            raise CommandError(str(error), returncode=USAGE) from None
        except KeyUnavailable as error:
            raise CommandError(f"{error} Nothing was changed.", returncode=DAMAGED) from None
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
        if found.unavailable:
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

    def _tell_unused(self) -> None:
        if unused := keys.status().unused:
            versions = ", ".join(str(version) for version in unused)
            self.stdout.write(
                f"No row uses version {versions} any more. Keep it as long as a backup may have to be restored."
            )
