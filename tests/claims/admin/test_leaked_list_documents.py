"""The file behind a notice or assertion: it comes with the form, survives the preview, is read by staff, on record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import AuditEntry, BreachNotice, LeakAssertion, ListDocument
from claims.queries.leaked_list import current_list
from tests.claims.admin.test_claim_page import text
from tests.claims.admin.test_leaked_list import ADD, CELL, LIST, carried, notice_form
from tests.claims.services.test_leaked_list_documents import JPEG, PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(coupang):
    return current_list(coupang.incident_id).number


def upload(name: str = "판결.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")  # what the browser says of it counts for nothing


@pytest.fixture
def paper(lead, version):
    """A stored paper, come with a notice."""
    shown = lead.post(ADD, notice_form(version, file=upload()))
    assert lead.post(ADD, carried(shown)).status_code == 302
    return BreachNotice.objects.get(code="COURT1").document


def test_the_file_survives_the_preview_and_hangs_on_the_notice(lead, paper):
    assert (paper.name, paper.media_type, paper.size) == ("판결.pdf", "application/pdf", len(PDF))
    assert paper.stored_by == lead.user
    assert "판결.pdf" in text(lead.get(LIST))
    assert "판결.pdf" in text(lead.get(f"{LIST}cells/main/payment/"))
    assert AuditEntry.objects.filter(action="list.add_document", subject_id=paper.pk, actor=lead.user).count() == 1


def test_the_preview_shows_the_file_and_going_back_keeps_it(lead, version):
    shown = lead.post(ADD, notice_form(version, file=upload()))
    assert "File 판결.pdf" in text(shown)
    back = lead.post(ADD, carried(shown) | {"step": "edit"})
    assert "Kept with this form: 판결.pdf" in text(back)


def test_a_good_file_is_kept_while_another_answer_is_corrected(lead, version):
    answer = lead.post(ADD, notice_form(version, file=upload(), reason=""))
    assert answer.status_code == 422
    assert "Kept with this form: 판결.pdf" in text(answer)
    assert f'name="document" value="{ListDocument.objects.get().pk}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload("x.pdf", b"<html>"), "The file is no PDF, PNG or JPEG"),
        (upload("x.pdf", b""), "The file is empty."),
        (upload("x.pdf", PDF.ljust(400, b" ")), "The file is larger than 10 MB."),
    ],
)
def test_a_refused_file_is_told_and_nothing_typed_is_lost(lead, coupang, version, settings, file, words):
    settings.DOCUMENT_LIMIT = 300
    answer = lead.post(ADD, notice_form(version, file=file, note_en="A note that took long to write"))
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="A note that took long to write"' in answer.content.decode()
    assert not ListDocument.objects.exists()
    assert current_list(coupang.incident_id).number == version


def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_told(lead, version, settings):
    fits = JPEG + bytes(settings.DOCUMENT_LIMIT - len(JPEG))
    assert lead.post(ADD, notice_form(version, file=upload("photo.jpg", fits))).status_code == 200
    assert ListDocument.objects.get().size == 10 * 1024 * 1024
    answer = lead.post(ADD, notice_form(version, file=upload("photo.jpg", fits + b"\0")))
    assert (answer.status_code, ListDocument.objects.count()) == (422, 1)
    assert "The file is larger than 10 MB." in text(answer)


@pytest.mark.parametrize(("logged_in", "where", "status"), [(False, ADD, 413), (True, LIST, 413), (True, ADD, 422)])
def test_only_staff_and_only_where_a_file_is_asked_for_may_send_a_large_body(lead, logged_in, where, status):
    client = lead if logged_in else Client()
    assert client.post(where, {"file": upload(content=bytes(100_000))}).status_code == status


def test_far_too_large_a_body_is_not_read(lead, settings):
    settings.UPLOAD_BODY_LIMIT = 200_000
    assert lead.post(ADD, {"file": upload(content=bytes(200_000))}).status_code == 413


def test_an_assertion_brings_a_file_too(lead, version):
    form = {
        "change": "assert",
        "seen_version": version,
        "notice": BreachNotice.objects.get(code="J1").pk,
        "says": "leaked",
        "reason": "Page 12",
        "file": upload("p12.png", PNG),
    }
    shown = lead.post(f"{CELL}change/", form)
    assert lead.post(f"{CELL}change/", carried(shown)).status_code == 302
    said = LeakAssertion.objects.get(document__isnull=False)
    assert (said.document.name, said.document.media_type) == ("p12.png", "image/png")
    assert "p12.png" in text(lead.get(CELL))


def test_a_paper_is_sent_as_a_download_that_can_do_nothing_and_reading_it_is_on_record(auditor, coupang, paper):
    answer = auditor.get(f"{LIST}documents/{paper.pk}/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%ED%8C%90%EA%B2%B0.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    )
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(action="list.read_document")
    assert (entry.actor, entry.case_id, entry.subject_id) == (auditor.user, coupang.pk, str(paper.pk))
    assert entry.detail == {"sha256": paper.sha256}


def test_a_paper_of_another_leak_is_not_there(log_in, other_case, lead, paper):
    """A case over the same leak shares its list and papers; one over another leak has neither."""
    from claims.demonstration.load import _CLASS_SETTLEMENT, _load

    elsewhere = _load(_CLASS_SETTLEMENT)
    stranger = log_in(elsewhere, "lead_counsel", "stranger")
    assert stranger.get(f"/counsel/cases/{elsewhere.slug}/list/documents/{paper.pk}/").status_code == 404
    assert stranger.get(f"{LIST}documents/{paper.pk}/").status_code == 404
    sharing = log_in(other_case, "intake_clerk", "sharing")
    assert sharing.get(f"/counsel/cases/{other_case.slug}/list/documents/{paper.pk}/").status_code == 200
    assert AuditEntry.objects.filter(action="list.read_document").count() == 1


def test_a_paper_of_another_leak_cannot_hang_on_a_notice(log_in, version, paper, lead):
    from claims.demonstration.load import _CLASS_SETTLEMENT, _load

    elsewhere = _load(_CLASS_SETTLEMENT)
    stranger = log_in(elsewhere, "lead_counsel", "stranger")
    cohort = elsewhere.incident.cohorts.first()
    form = notice_form(1, cohort=cohort.pk, document=paper.pk)
    answer = stranger.post(f"/counsel/cases/{elsewhere.slug}/list/notices/add/", form)
    assert answer.status_code == 422
    assert "Select a valid choice" in text(answer)
