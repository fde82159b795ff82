"""Papers of the leaked-field list: told by their content, stored once, never changed."""

import struct
import zlib

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models import BreachNotice, ListDocument, ListDocumentContent
from claims.rules.stages import ActorKind
from claims.services.actors import Actor
from claims.services.leaked_list_documents import DocumentRefused, media_type_of, safe_name, store_document

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PNG = png(HEADER, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_whole_file_is_told_by_its_content(content, kind):
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + PDF,
        b" " + PDF,
        PDF[:-8],
        PDF + bytes(2000),
        PNG[:-1],
        PNG + b"<script>",
        PNG.replace(b"IDAT", b"IDAX"),  # its checksum no longer fits
        png(chunk(b"IDAT", b""), chunk(b"IEND", b"")),
        png(HEADER, b"\xff\xff\xff\xff" + b"IDAT"),
        png(HEADER),
        b"\x89PNG\r\n\x1a\n",
        JPEG[:-1],
        b"\xff\xd8\xff\xd9",
        b"GIF89a" + bytes(30),
        b"PK\x03\x04" + bytes(30),
    ],
    ids=range(18),
)
def test_anything_else_or_cut_off_is_nothing(content):
    assert media_type_of(content) is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("의결 2025-12-03.pdf", "의결 2025-12-03.pdf"),
        ("NOTICE.PDF", "NOTICE.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\papers\notice.pdf", "notice.pdf"),
        ("notice.pdf.exe", "notice.pdf.exe.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("", "document.pdf"),
        (". .pdf", "document.pdf"),
        ("가" * 300 + ".pdf", "가" * 100 + ".pdf"),
    ],
)
def test_a_file_name_is_harmless_and_ends_as_what_it_is(name, safe):
    assert safe_name(name, ListDocument.MediaType.PDF) == safe


@pytest.fixture
def counsel(django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)


@pytest.mark.django_db
def test_the_same_file_twice_is_stored_once_an_incident(coupang, counsel, settings):
    first = store_document(incident_id=coupang.incident_id, name="one.pdf", content=PDF, actor=counsel)
    again = store_document(incident_id=coupang.incident_id, name="two.pdf", content=PDF, actor=counsel)
    assert first == again
    assert (again.name, again.size) == ("one.pdf", len(PDF))
    assert bytes(ListDocumentContent.objects.get().content) == PDF


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "document_empty"), (PDF[:20], "document_kind_unknown"), (bytes(200), "document_too_large")],
)
def test_what_cannot_be_stored_is_refused(coupang, counsel, settings, content, code):
    settings.DOCUMENT_LIMIT = 100
    with pytest.raises(DocumentRefused) as refused:
        store_document(incident_id=coupang.incident_id, name="x.pdf", content=content, actor=counsel)
    assert refused.value.code == code
    assert not ListDocument.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_listdocument SET name = 'other.pdf'",
        "DELETE FROM claims_listdocumentcontent",
        "UPDATE claims_listdocumentcontent SET content = ''",
        "TRUNCATE claims_listdocumentcontent",
        "UPDATE claims_breachnotice SET citation = 'elsewhere'",
        "DELETE FROM claims_breachnotice",
    ],
)
def test_the_database_refuses_to_change_a_paper_or_a_notice(coupang, counsel, statement):
    store_document(incident_id=coupang.incident_id, name="one.pdf", content=PDF, actor=counsel)
    assert BreachNotice.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would refuse a TRUNCATE by itself
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
