"""The one error of this package."""


class ServersUnavailable(Exception):
    """A server could not be started or reached. The text is a sentence for a person and says what to do."""
