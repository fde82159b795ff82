"""Adding an index key: receipts, retries, searches and lists of conflicts work before, while and after."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.crypto.keyring import reload_key_ring
from claims.models import AuditEntry, BlindKey, Claim, ConflictParty, IndexGeneration, WorkItem
from claims.queries.claim_status import _decoy, find_claim_status
from claims.queries.filing_terms import filing_case, forget_terms
from claims.queries.findings import findings_of
from claims.queries.generations import live_generations
from claims.rules.stages import ActorKind
from claims.services import conflicts, filing, indexing, keys, work
from claims.services.actors import Actor
from claims.services.filing import Filing
from claims.services.person_search import find_people
from claims.services.verification import verify_claims
from config.secret_files import KeyRingSource
from tests.people import body, someone_else

pytestmark = pytest.mark.django_db
COUNSEL = Actor(ActorKind.STAFF)
DEFENCE, OFFICER = ConflictParty.Kind.DEFENDANTS_COUNSEL.value, ConflictParty.Kind.DEFENDANTS_OFFICER.value


@pytest.fixture
def ring(ring):
    """A ring of this test's own, under which the decoy is made anew: it is wrapped by whoever asked first."""
    _decoy.cache_clear()
    yield ring
    _decoy.cache_clear()


@pytest.fixture(autouse=True)
def _delete_old_keys_at_once(monkeypatch):
    """Nobody looks anything up meanwhile, so they need not rest."""
    resting = indexing.step
    monkeypatch.setattr(indexing, "step", lambda **options: resting(rest=0, **options))


def file(answers, key):
    case = filing_case("coupang-2025")
    return filing.file_claim(Filing(filing.parse_submission(answers, case), key), case=case, door="api")


def moments():
    """Before, while and after a change of the index key, one after another."""
    yield "before"
    keys.add_key(keys.INDEX)
    yield "with the key in the ring"
    indexing.begin(index_key=2, actor=COUNSEL)
    forget_terms()
    yield "while indexing"
    indexing.step(batch=1)
    yield "while indexing, one claim later"
    while indexing.step() is indexing.Turn.WORKED:
        yield f"while changing over with {Claim.objects.count()} claims"
    forget_terms()
    assert [each.index_key for each in live_generations()] == [2]
    assert not BlindKey.objects.filter(generation=1).exists()
    yield "after"


def test_receipts_and_retries_work_at_every_moment(ring, coupang):
    case = filing_case("coupang-2025")
    filed = []
    for moment in moments():
        answers = someone_else(case)
        filed.append((answers, moment, file(answers, moment)))
        for before, key, first in filed:
            again = file(before, key)
            assert (again.fresh, again.receipt, again.claim_number) == (False, first.receipt, first.claim_number)
            assert find_claim_status(first.claim_number, first.receipt, before["birth_date"]) is not None


def test_searches_work_at_every_moment(ring, coupang):
    case = filing_case("coupang-2025")
    filed = []
    for moment in moments():
        answers = someone_else(case)
        filed.append((answers, file(answers, moment).claim_number))
        for before, number in filed:
            for typed in (before["email"], before["phone"], before["name"]):
                found = find_people(typed=typed, cases=[coupang.pk], actor=COUNSEL)
                assert [row.number for row in found.rows] == [number], (moment, typed)


def test_a_listed_name_is_a_conflict_at_every_moment_and_can_be_taken_off_again(ring, coupang):
    case = filing_case("coupang-2025")
    conflicts.add_conflict_party(case_id=coupang.pk, name="김하늘", kind=DEFENCE, actor=COUNSEL)
    for moment in moments():
        number = file(body(case, email=f"k{Claim.objects.count()}@example.org"), moment).claim_number
        claim = Claim.objects.get(number=number)
        verify_claims([claim.pk])
        assert _conflict_found(claim), moment
        with pytest.raises(conflicts.ConflictRefused, match="already_listed"):
            conflicts.add_conflict_party(case_id=coupang.pk, name="김 하늘", kind=DEFENCE, actor=COUNSEL)
        touched = conflicts.add_conflict_party(case_id=coupang.pk, name="김하늘", kind=OFFICER, actor=COUNSEL)
        assert touched == Claim.objects.count(), moment
        conflicts.remove_conflict_party(case_id=coupang.pk, name="김하늘", kind=OFFICER, actor=COUNSEL)
    assert IndexGeneration.objects.get(number=1).emptied_at is not None
    conflicts.remove_conflict_party(case_id=coupang.pk, name="김하늘", kind=DEFENCE, actor=COUNSEL)
    verify_claims([claim.pk])
    assert not _conflict_found(claim)


def _conflict_found(claim):
    claim.refresh_from_db()
    (check,) = (each for each in findings_of([claim.verification])[claim.verification_id] if each.rule == 21)
    return check.outcome != "pass"


def test_an_index_key_alone_makes_no_work_for_the_matcher(ring, coupang):
    file(body(filing_case("coupang-2025")), "one")
    WorkItem.objects.all().delete()
    for _moment in moments():
        assert not WorkItem.objects.filter(kind="match").exists()


def command(*arguments):
    out = StringIO()
    try:
        call_command("keys", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


def test_the_command_adds_a_key_and_indexes_every_claim(ring, coupang):
    for number in range(3):
        file(someone_else(filing_case("coupang-2025")), str(number))
    said, code = command("status")
    assert "blind keys 1: index key 1, normal form 2, current, 3 of 3 claims" in said
    said, code = command("reindex")
    assert code == 0, said
    assert "Index key 2 added to the ring" in said
    assert "Every claim is indexed with index key 2 and normal form 2." in said
    said, code = command("status")
    assert "blind keys 2: index key 2, normal form 2, current, 3 of 3 claims" in said
    assert "blind keys 1" not in said
    assert json.loads(ring.read_text())["index"].keys() == {"1", "2"}
    entry = AuditEntry.objects.get(action="keys.add")
    assert (entry.subject_type, entry.subject_id) == ("index_key", "2")


def test_the_command_goes_on_with_what_was_begun_and_adds_no_key(ring, coupang):
    file(someone_else(filing_case("coupang-2025")), "one")
    keys.add_key(keys.INDEX)
    indexing.begin(index_key=2, actor=COUNSEL)
    forget_terms()
    said, code = command("status")
    assert "blind keys 2: index key 2, normal form 2, building, 0 of 1 claims" in said
    said, code = command("reindex")
    assert code == 0
    assert "Going on with the re-index that was begun." in said
    assert json.loads(ring.read_text())["index"].keys() == {"1", "2"}


def test_a_new_normal_form_alone_needs_no_new_key(ring, coupang):
    IndexGeneration.objects.update(normal_form=1)
    forget_terms()
    file(someone_else(filing_case("coupang-2025")), "one")
    said, code = command("reindex")
    assert code == 0
    assert "with index key 1 and normal form 2" in said
    assert json.loads(ring.read_text())["index"].keys() == {"1"}


def test_the_command_stops_at_dead_letters_and_says_what_to_do(ring, coupang):
    file(someone_else(filing_case("coupang-2025")), "one")
    work.add(WorkItem.Kind.INDEX, [Claim.objects.get().pk])
    WorkItem.objects.filter(kind="index").update(state="dead")
    said, code = command("reindex")
    assert "work retry --kind index" in said
    assert code == 3
    assert live_generations()[0].index_key == 1


def test_a_ring_of_somebody_elses_is_not_added_to(ring, coupang, settings):
    settings.KEY_RING_SOURCE = KeyRingSource(ring.read_text(), None)
    reload_key_ring()
    said, code = command("reindex")
    assert "keys generate --add-index" in said
    assert code == 2
    settings.KEY_RING_SOURCE = KeyRingSource(command("generate", "--add-index")[0], None)
    reload_key_ring()
    said, code = command("reindex")
    assert "with index key 2" in said
    assert code == 0


def test_a_first_index_key_that_is_gone_is_said_loudly(ring, coupang):
    content = json.loads(ring.read_text())
    keys.add_key(keys.INDEX)
    content["index"] = {"2": json.loads(ring.read_text())["index"]["2"]}
    command("reindex")
    ring.write_text(json.dumps(content))
    said, code = command("status")
    assert "index key 1: NOT IN THE RING" in said
    assert code == 3
