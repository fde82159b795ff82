"""Verification at scale, all of it:

    python -m benchmarks.verification [--skip-accounts] [--skip-again] [--small]

The import of a list of affected accounts beside bare COPY and primary key, the look-up of a million claims in it
(`benchmarks.affected_accounts`); then a new list version over a million claims, and one claim alone
(`benchmarks.verification.again`). Each runs in a process and a scratch system of its own. --small is a tenth of it.
"""

import argparse
import subprocess
import sys

from benchmarks.servers import PROJECT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skip-accounts", action="store_true")
    parser.add_argument("--skip-again", action="store_true")
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    parts = []
    if not arguments.skip_accounts:
        sizes = ["--rows", "337000", "3370000", "--claims", "100000"] if arguments.small else []
        parts.append(["benchmarks.affected_accounts", *sizes])
    if not arguments.skip_again:
        sizes = ["--claims", "100000", "--originals", "4000"] if arguments.small else []
        parts.append(["benchmarks.verification.again", *sizes])
    for part in parts:
        subprocess.run([sys.executable, "-m", *part], cwd=PROJECT, check=True)


if __name__ == "__main__":
    main()
