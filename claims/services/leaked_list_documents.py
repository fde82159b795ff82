"""The papers behind the leaked-field list: stored once, told apart by their hash, read only by staff, on record."""

import hashlib
import re
import struct
import unicodedata
import zlib
from typing import Final

from django.conf import settings
from django.db import transaction

from claims.models import ListDocument, ListDocumentContent
from claims.services import audit
from claims.services.actors import Actor

_ENDINGS: Final = {
    ListDocument.MediaType.PDF: (".pdf",),
    ListDocument.MediaType.PNG: (".png",),
    ListDocument.MediaType.JPEG: (".jpg", ".jpeg"),
}
_LONGEST_STEM: Final = 100
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# A reader looks for a PDF's end mark in its last kilobyte.
_PDF_TAIL: Final = 1024


class DocumentRefused(Exception):
    """The file cannot be stored; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def store_document(*, incident_id: int, name: str, content: bytes, actor: Actor) -> ListDocument:
    """Store a paper of an incident and return it; the same bytes again return the row that is there, by its first
    name. By itself it says nothing: a notice or assertion refers to it.

    Raises DocumentRefused for an empty file, one above `settings.DOCUMENT_LIMIT` bytes, or one whose content is
    neither PDF nor PNG nor JPEG, whatever it is called.
    """
    media_type = _checked(content)
    assert actor.user_id is not None
    document, new = ListDocument.objects.get_or_create(
        incident_id=incident_id,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "media_type": media_type,
            "name": safe_name(name, media_type),
            "size": len(content),
            "stored_by_id": actor.user_id,
        },
    )
    if new:
        ListDocumentContent.objects.create(document=document, content=content)
        audit.record(
            "list.add_document",
            actor=actor,
            subject_type="list_document",
            subject_id=document.pk,
            detail={"sha256": document.sha256, "bytes": document.size},
        )
    return document


@transaction.atomic
def read_document(*, document: ListDocument, case_id: int, actor: Actor) -> bytes:
    """Return a paper's bytes and record who took them, in which case."""
    audit.record(
        "list.read_document",
        actor=actor,
        subject_type="list_document",
        subject_id=document.pk,
        case_id=case_id,
        detail={"sha256": document.sha256},
    )
    return bytes(ListDocumentContent.objects.get(document=document).content)


def media_type_of(content: bytes) -> ListDocument.MediaType | None:
    """Return what a file is by its content, whole from first to last mark; None for anything else."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_PDF_TAIL:]:
        return ListDocument.MediaType.PDF
    if content.startswith(_PNG) and _is_whole_png(content):
        return ListDocument.MediaType.PNG
    # Cameras append data of their own after the end mark.
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[4:]:
        return ListDocument.MediaType.JPEG
    return None


def safe_name(name: str, media_type: ListDocument.MediaType) -> str:
    """Return a file name without folders and without characters that hide, turn or end text, whose ending tells what
    the file is."""
    stem = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = "".join(letter for letter in stem if unicodedata.category(letter)[0] != "C" and letter not in '"<>:|?*;%')
    endings = _ENDINGS[media_type]
    ending = next((each for each in endings if stem.lower().endswith(each)), "")
    stem = stem[: len(stem) - len(ending)].strip(" .")[:_LONGEST_STEM] or "document"
    return stem + (ending or endings[0])


def _checked(content: bytes) -> ListDocument.MediaType:
    if not content:
        raise DocumentRefused("document_empty")
    if len(content) > settings.DOCUMENT_LIMIT:
        raise DocumentRefused("document_too_large")
    media_type = media_type_of(content)
    if media_type is None:
        raise DocumentRefused("document_kind_unknown")
    return media_type


def _is_whole_png(content: bytes) -> bool:
    """Whether the file is chunk after chunk with their checksums, a header first and the end mark last."""
    place, first = len(_PNG), True
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if end > len(content) or (first and kind != b"IHDR"):
            return False
        (checksum,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[place + 4 : end - 4]) != checksum:
            return False
        if kind == b"IEND":
            return end == len(content)
        place, first = end, False
    return False
