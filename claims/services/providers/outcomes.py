"""What may become of a message that was handed over, other than that it was taken."""


class NotSent(Exception):
    """It certainly did not go out. `code` says why and holds nothing personal; `temporary`: it may another time."""

    def __init__(self, code: str, *, temporary: bool) -> None:
        super().__init__(code)
        self.code = code
        self.temporary = temporary


class Unclear(Exception):
    """Nobody can tell whether it went out: the connection ended after it was handed over. `code` as with NotSent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
