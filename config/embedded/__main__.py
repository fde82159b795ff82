"""`python -m config.embedded remove`: delete the data under `var/`. `make clean-data` asks before it calls this."""

import sys

from config import embedded
from config.console import complain, say


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if arguments != ["remove"]:
        complain("Usage: python -m config.embedded remove")
        return 2
    root = embedded.default_root()
    try:
        for place in (root / "test", root):  # the tests' own servers live below
            if place.exists():
                embedded.remove(place)
    except embedded.ServersUnavailable as problem:
        complain(str(problem))
        return 1
    say(f"✓ Deleted the data under {root}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
