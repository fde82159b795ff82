"""Importing: good rows go in once, bad ones are told with their reasons, and nothing is lost or done twice."""

import stat
from datetime import UTC, datetime

import pytest

from claims.models import AuditEntry, Claim, ImportRun, WorkItem
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.findings import findings_of
from claims.rules.stages import ActorKind, CaseStage
from claims.services import imports
from claims.services.actors import Actor
from claims.services.import_file import COLUMNS
from claims.services.moves import move_case
from tests.claims.import_files import rejected, row, text, write
from tests.working import do_all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, coupang):
    return tmp_path / "claims.csv"


def run(path, *, on_file=False):
    return imports.import_claims(
        imports.check_file(path), case_slug="coupang-2025", on_file=on_file, progress=lambda read, rejected: None
    )


def counts(outcome):
    return (outcome.added, outcome.there, outcome.rejected)


def imported():
    return Claim.objects.filter(door="import").order_by("external_ref")


def judged():
    do_all_work()
    return {claim.external_ref: claim for claim in imported().select_related("verification")}


def test_a_good_row_becomes_a_claim_with_all_it_says(path):
    write(
        path, [row(1, notices="N2;N3@2025-12-08", data_items="name; email ;entrance_code", entrance_code_stored="yes")]
    )
    assert counts(run(path)) == (1, 0, 0)
    (claim,) = imported()
    case = filing_case("coupang-2025")
    assert claim.external_ref == "F-1"
    assert claim.notices == [{"code": "N2", "received_on": None}, {"code": "N3", "received_on": "2025-12-08"}]
    assert claim.items_mask == case.terms.item_mask(["name", "email", "entrance_code"])
    assert claim.damages_sought == 200_000
    assert claim.submitted_at == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    assert claim.transitions.get().actor_kind == "operator"


def test_only_reference_and_name_are_needed_and_the_rest_becomes_a_deficiency(path):
    write(path, [{"external_ref": "A", "name": "김하나"}], columns=("external_ref", "name"))
    assert counts(run(path)) == (1, 0, 0)
    claim = judged()["A"]
    assert claim.verification.verdict == "needs_information"
    asked = next(each for each in findings_of([claim.verification])[claim.verification_id] if each.rule == 1)
    assert set(asked.params["fields"]) >= {"birth_date", "contact", "address", "account", "attestation"}


def test_what_the_firm_holds_on_paper_is_not_asked_again(path):
    write(path, [row(1)])
    run(path, on_file=True)
    assert judged()["F-1"].verification.verdict == "verified"


def test_without_that_declaration_attestation_and_consents_are_asked_for(path):
    write(path, [row(1)])
    run(path)
    assert judged()["F-1"].verification.verdict == "needs_information"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-03-01", datetime(2026, 2, 28, 15, tzinfo=UTC)),
        ("2026-03-01T09:30", datetime(2026, 3, 1, 0, 30, tzinfo=UTC)),
        ("2026-03-01 09:30:00Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T09:30:00-05:00", datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_korean(path, typed, moment):
    write(path, [row(1, submitted_at=typed)])
    run(path)
    assert imported().get().submitted_at == moment


BAD = [
    ({"name": ""}, "name", "required"),
    ({"name": "김하나\x00"}, "name", "forbidden_character"),
    ({"name": "900101-1234567"}, "name", "resident_number"),
    ({"birth_date": "2999-01-01"}, "birth_date", "date_in_future"),
    ({"birth_date": "1990.01.01"}, "birth_date", "not_a_date"),
    ({"email": "nobody"}, "email", "email_invalid"),
    ({"phone": "12"}, "phone", "phone_invalid"),
    ({"postcode": "!"}, "postcode", "postcode_invalid"),
    ({"address": "가"}, "address", "too_short"),
    ({"account_email": "x@"}, "account_email", "email_invalid"),
    ({"account_phone": "x"}, "account_phone", "phone_invalid"),
    ({"notices": "N9"}, "notices", "not_a_choice"),
    ({"notices": "R1"}, "notices", "not_a_choice"),
    ({"notices": "N3;N3"}, "notices", "duplicate_entry"),
    ({"notices": "N3@2999-01-01"}, "notices", "date_in_future"),
    ({"notices": "@2025-12-08"}, "notices", "required"),
    ({"data_items": "name;shoe_size"}, "data_items", "not_a_choice"),
    ({"entrance_code_stored": "1234"}, "entrance_code_stored", "not_a_choice"),
    ({"damages_sought": "NaN"}, "damages_sought", "not_whole_won"),
    ({"damages_sought": "1e308"}, "damages_sought", "not_whole_won"),
    ({"damages_sought": "-200000"}, "damages_sought", "not_whole_won"),
    ({"damages_sought": "1"}, "damages_sought", "below_minimum"),
    ({"language": "fr"}, "language", "not_a_choice"),
    ({"claimant_type": "friend"}, "claimant_type", "not_a_choice"),
    ({"submitted_at": "yesterday"}, "submitted_at", "moment_invalid"),
    ({"submitted_at": "0001-01-01"}, "submitted_at", "moment_invalid"),
    ({"submitted_at": "2999-01-01"}, "submitted_at", "moment_in_future"),
    ({"submitted_at": "2026-03-01T09:30:00." + "0" * 40}, "submitted_at", "moment_invalid"),
    ({"external_ref": ""}, "external_ref", "reference_missing"),
    ({"external_ref": " "}, "external_ref", "reference_missing"),
    ({"external_ref": "x" * 101}, "external_ref", "reference_invalid"),
    ({"external_ref": "a\tb"}, "external_ref", "reference_invalid"),
]


@pytest.mark.parametrize(("change", "column", "code"), BAD)
def test_a_bad_row_is_told_and_the_others_go_in(path, change, column, code):
    write(path, [row(1), row(2, **change), row(3)])
    assert counts(run(path)) == (2, 0, 1)
    (told,) = rejected(path)
    assert (told["row"], told["columns"], told["codes"]) == ("3", column, code)
    assert told["reasons"].endswith(".")
    assert list(imported().values_list("external_ref", flat=True)) == ["F-1", "F-3"]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(path):
    write(path, [row(1, birth_date="x", phone="x", submitted_at="x")])
    run(path)
    (told,) = rejected(path)
    assert told["codes"] == "not_a_date;phone_invalid;moment_invalid"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("F-2", "too_few_cells"),
        ("F-2" + "," * 16, "too_many_cells"),
        ('F-2,"ko,account_holder' + "," * 13, "bad_quoting"),
        ('F-2,"ko"x,account_holder' + "," * 13, "bad_quoting"),
        ("F-2," + "가" * 1_000_000 + "," * 14, "row_too_long"),
    ],
)
def test_a_row_that_is_none_spoils_only_itself(path, line, code):
    lines = text([row(1), row(3)]).splitlines()
    path.write_text("\n".join([*lines[:2], line, lines[2]]) + "\n")
    assert counts(run(path)) == (2, 0, 1)
    (told,) = rejected(path)
    assert (told["row"], told["external_ref"], told["codes"]) == ("3", "", code)


def test_a_line_break_in_a_cell_spoils_its_lines_and_no_others(path):
    write(path, [row(1), row(2, address="서울특별시\n마포구"), row(3)])
    assert counts(run(path)) == (2, 0, 2)
    assert [told["row"] for told in rejected(path)] == ["3", "4"]


def test_a_reference_that_comes_again_in_the_file_is_rejected(path):
    write(
        path,
        [row(1), row(2), row(3, external_ref="F-1"), *[row(n) for n in range(10, 700)], row(4, external_ref="F-2")],
    )
    assert counts(run(path)) == (692, 0, 2)
    assert [(t["row"], t["external_ref"], t["codes"]) for t in rejected(path)] == [
        ("4", "F-1", "reference_repeated"),
        ("695", "F-2", "reference_repeated"),
    ]


def test_the_rejected_file_holds_nothing_of_the_row_and_is_its_owners_alone(path):
    write(path, [row(1, external_ref="=cmd()", name="김비밀", email="secret@example.com", birth_date="1990-13-45")])
    run(path)
    beside = imports.rejected_path(path)
    content = beside.read_text()
    assert not any(secret in content for secret in ("김비밀", "secret@", "1990-13-45", "견본로"))
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert rejected(path)[0]["external_ref"] == "'=cmd()"


def test_a_file_without_bad_rows_leaves_no_rejected_file_behind(path):
    imports.rejected_path(path).write_text("from another time")
    write(path, [row(1)])
    run(path)
    assert not imports.rejected_path(path).exists()


def test_running_it_again_adds_nothing_and_tries_the_rejected_rows_again(path):
    write(path, [row(1), row(2, phone="x"), row(3)])
    assert counts(run(path)) == (2, 0, 1)
    first = rejected(path)
    assert counts(run(path)) == (0, 2, 1)
    assert rejected(path) == first
    assert imported().count() == 2


def test_a_longer_file_adds_what_is_new(path):
    write(path, [row(1), row(2)])
    run(path)
    write(path, [row(1, name="다른이름"), row(2), row(3)])
    assert counts(run(path)) == (1, 2, 0)
    assert imported().count() == 3


def test_a_reference_of_another_door_is_not_filed_again(path):
    write(path, [row(1)])
    run(path)
    Claim.objects.filter(external_ref="F-1").update(door="api")
    write(path, [row(1), row(2)])
    assert counts(run(path)) == (1, 1, 0)


class Killed(BaseException):
    """Like a kill: nothing of the import sees it coming."""


def test_an_import_that_was_stopped_goes_on_at_the_next_row(path):
    rows = [row(n, phone="x") if n % 100 == 7 else row(n) for n in range(1, 1301)]
    write(path, rows)

    def stop(read, _):
        if read >= imports.BATCH:
            raise Killed

    file = imports.check_file(path)
    with pytest.raises(Killed):
        imports.import_claims(file, case_slug="coupang-2025", on_file=False, progress=stop)
    assert imported().count() == 495
    outcome = run(path)
    assert (outcome.skipped, outcome.read, *counts(outcome)) == (500, 800, 792, 0, 8)
    assert [int(told["row"]) for told in rejected(path)] == [n + 1 for n in range(7, 1301, 100)]
    progress = ImportRun.objects.get()
    assert (progress.rows_read, progress.claims_added, progress.rows_rejected) == (1300, 1287, 13)
    assert progress.finished_at is not None


def test_a_reference_from_before_the_stop_is_still_known_after_it(path):
    write(path, [*[row(n) for n in range(600)], row(601, external_ref="F-1")])

    def stop(read, _):
        raise Killed

    with pytest.raises(Killed):
        imports.import_claims(imports.check_file(path), case_slug="coupang-2025", on_file=False, progress=stop)
    assert counts(run(path)) == (100, 0, 1)
    assert rejected(path)[0]["codes"] == "reference_repeated"


@pytest.mark.parametrize("harm", ["gone", "torn", "foreign", "longer"])
def test_rejected_rows_are_complete_and_not_doubled_whatever_became_of_their_file(path, harm):
    write(path, [row(n, phone="x") if n % 100 == 7 else row(n) for n in range(1, 801)])

    def stop(read, _):
        raise Killed

    with pytest.raises(Killed):
        imports.import_claims(imports.check_file(path), case_slug="coupang-2025", on_file=False, progress=stop)
    beside = imports.rejected_path(path)
    match harm:
        case "gone":
            beside.unlink()
        case "torn":
            beside.write_bytes(beside.read_bytes()[:-30])
        case "foreign":
            beside.write_text("something,else\n")
        case "longer":
            beside.write_bytes(beside.read_bytes() + b"608,F-607,phone,phone_invalid,Written before the kill.\n")
    run(path)
    assert [int(told["row"]) for told in rejected(path)] == [n + 1 for n in range(7, 801, 100)]
    assert imported().count() == 792


def test_of_two_processes_with_the_same_file_the_second_at_a_row_changes_nothing(path):
    write(path, [row(n) for n in range(1, 1001)])

    def be_overtaken(read, _):
        ImportRun.objects.update(rows_read=read + 1)

    with pytest.raises(imports.ImportedElsewhere):
        imports.import_claims(imports.check_file(path), case_slug="coupang-2025", on_file=False, progress=be_overtaken)
    # The batch was filed and its progress refused in one transaction.
    assert imported().count() == imports.BATCH


def test_two_imports_of_a_file_on_one_machine_do_not_share_its_rejected_rows(path):
    write(path, [row(n) for n in range(1, 1001)])

    def start_another(read, _):
        run(path)

    with pytest.raises(imports.ImportedElsewhere):
        imports.import_claims(imports.check_file(path), case_slug="coupang-2025", on_file=False, progress=start_another)


def test_a_rehearsal_says_the_same_and_writes_nothing(path):
    write(path, [row(1), row(2, phone="x"), row(3)])
    before = (Claim.objects.count(), ImportRun.objects.count(), AuditEntry.objects.count(), WorkItem.objects.count())
    outcome = imports.rehearse(imports.check_file(path), case_slug="coupang-2025", progress=lambda read, bad: None)
    assert counts(outcome) == (2, 0, 1)
    assert [(r.number, r.problems[0].code) for r in outcome.examples] == [(3, "phone_invalid")]
    after = (Claim.objects.count(), ImportRun.objects.count(), AuditEntry.objects.count(), WorkItem.objects.count())
    assert after == before
    assert sorted(path.parent.iterdir()) == [path]


def test_each_run_leaves_one_audit_entry(path):
    write(path, [row(1)])
    run(path)
    entry = AuditEntry.objects.get(action="import.begin")
    assert (entry.actor_kind, entry.detail) == ("operator", {"rows": 1, "on_file": False, "again": False})


def test_the_answer_about_the_paper_cannot_change_on_the_way(path):
    write(path, [row(1)])
    run(path)
    with pytest.raises(imports.ImportMismatch):
        run(path, on_file=True)


def test_a_case_that_is_not_open_takes_nothing(path, coupang):
    user = coupang.transitions.last().actor_id
    move_case(case_id=coupang.pk, to=CaseStage.COLLECTING_DOCUMENTS, actor=Actor(ActorKind.STAFF, user))
    forget_terms()
    write(path, [row(1)])
    with pytest.raises(imports.CaseNotOpen):
        run(path)
    with pytest.raises(imports.CaseUnknown):
        imports.import_claims(
            imports.check_file(path), case_slug="no-such-case", on_file=False, progress=lambda read, bad: None
        )
    assert not ImportRun.objects.exists()


def test_a_header_alone_is_an_import_of_nothing(path):
    write(path, [])
    assert counts(run(path)) == (0, 0, 0)
    assert ImportRun.objects.get().finished_at is not None


def test_columns_may_stand_in_any_order(path):
    write(path, [row(1)], columns=tuple(reversed(COLUMNS)))
    assert counts(run(path)) == (1, 0, 0)
