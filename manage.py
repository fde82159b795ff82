#!/usr/bin/env python
"""Django's command line. It attaches to the embedded servers, or starts them, before the command needs them."""

import os
import signal
import sys

# No newer syntax than this in this file: an older Python must get as far as the sentence below.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Redress needs Python 3.11 or newer, and this is an older one; `make run` finds one.")

# Commands that only talk about themselves, or work on files.
WITHOUT_SERVERS = {"help", "version", "messages"}
HELP = {"-h", "--help", "--version"}


def main():  # type: () -> None
    """Run the command named in sys.argv. Exits with a sentence when servers or settings are at fault."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from config import embedded
        from config.translations import CataloguesNotWritable
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is not installed in this Python; run `make run` once, then .venv/bin/python manage.py.")

    arguments = sys.argv[1:]
    if arguments == ["keys", "generate"]:
        # A system with a database of its own has no settings before it has keys.
        from claims.crypto.keyring import new_ring

        print(new_ring())  # noqa: T201
        return
    if arguments and arguments[0] not in WITHOUT_SERVERS and not HELP.intersection(arguments):
        # An end by signal unwinds like any other, so that the last user still stops the servers.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, frame: sys.exit(128 + received))
        try:
            embedded.ensure()
        except embedded.ServersUnavailable as error:
            sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, CataloguesNotWritable) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
