"""Structured logs that cannot carry personal data: events are named, fields are chosen, exceptions lose their text."""

import logging
import traceback

from pythonjsonlogger.json import JsonFormatter as _JsonFormatter


class JsonFormatter(_JsonFormatter):
    """One JSON object a line. An exception is told by type and code places only, for its text may quote its input."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"asctime": "at"})

    def formatException(self, exc_info: object) -> str:
        """Exception types down the chain, and where each was raised: file name, line and function, no values."""
        assert isinstance(exc_info, tuple)
        error: BaseException | None = exc_info[1]
        parts: list[str] = []
        while error is not None and len(parts) < 5:
            frames = traceback.extract_tb(error.__traceback__)[-8:]
            places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)
            parts.append(f"{type(error).__name__} at {places}")
            error = error.__cause__ or error.__context__
        return "; from ".join(parts)

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with exception text that other formatters may have cached thrown away."""
        record.exc_text = None
        return super().format(record)
