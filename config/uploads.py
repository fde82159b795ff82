"""Files in forms: kept in memory up to their limit, never written to a disk."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


class LimitedUploadHandler(FileUploadHandler):
    """Keeps a file up to one byte above `settings.DOCUMENT_LIMIT`, which tells that it is too large, and lets the
    rest pass: the other answers of the form are read and not lost. How much is read at all, BodyLimitMiddleware says.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; no other handler sees it."""
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what still fits."""
        self._kept.write(raw_data[: max(settings.DOCUMENT_LIMIT + 1 - self._kept.tell(), 0)])

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return what was kept."""
        size = self._kept.tell()
        self._kept.seek(0)
        return InMemoryUploadedFile(
            file=self._kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
