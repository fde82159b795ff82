"""The files of pairs and clusters that other programs read."""

import csv
import stat

import pytest
from django.core.management import CommandError, call_command

from claims.models import AuditEntry, Case, Claim, ClusterMember
from claims.services.actors import OPERATOR
from claims.services.duplicates.export import export_duplicates
from tests.claims.services.duplicates.cast import haneul, pair_up, scored, strangers
from tests.working import do_all_work


def _export(tmp_path):
    pairs, clusters = tmp_path / "pairs.csv", tmp_path / "clusters.csv"
    call_command("export_duplicates", "--case", "coupang-2025", "--pairs", str(pairs), "--clusters", str(clusters))
    return [list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (pairs, clusters)]


@pytest.mark.django_db(transaction=True)
def test_pairs_and_clusters_by_reference_or_claim_number(coupang, tmp_path):
    first, second = haneul(), haneul()
    other, *_ = strangers(2)
    do_all_work()
    Claim.objects.filter(pk=first.pk).update(external_ref="A-1")
    Claim.objects.filter(pk=other.pk).update(external_ref="=1+1")
    pairs, clusters = _export(tmp_path)
    assert pairs[0] == ["external_ref_a", "external_ref_b", "probability", "band", "decision", "reasons"]
    (row,) = [row for row in pairs[1:] if row[3] == "certain"]
    assert (row[0], row[1], row[4]) == ("A-1", second.number, "automatic")
    assert float(row[2]) > 0.99
    assert row[5].startswith("name=same; birth=same; phone=same")
    assert clusters[0] == ["external_ref", "cluster_id"]
    by_claim = dict(clusters[1:])
    assert len(by_claim) == 4
    assert by_claim["A-1"] == by_claim[second.number] == str(ClusterMember.objects.get(claim=first).cluster_id)
    assert len(set(by_claim.values())) == 3
    assert "'=1+1" in by_claim


@pytest.mark.django_db(transaction=True)
def test_the_files_are_private_whole_and_recorded(coupang, tmp_path):
    one, other = strangers(2)
    pair_up(scored(one, other, band="review", probability=0.75))
    pairs, _ = _export(tmp_path)
    assert pairs[1][2:5] == ["0.750000000", "review", ""]
    assert stat.S_IMODE((tmp_path / "pairs.csv").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clusters.csv", "pairs.csv"]
    entry = AuditEntry.objects.get(action="duplicates.export")
    assert (entry.actor_kind, entry.detail["pairs"], entry.detail["clusters"]) == ("operator", 1, 2)
    assert [len(digest) for digest in entry.detail["sha256"]] == [64, 64]


@pytest.mark.django_db(transaction=True)
def test_what_was_there_stays_when_writing_fails(coupang, tmp_path):
    strangers(1)
    (tmp_path / "pairs.csv").write_text("as it was")
    case = Case.objects.get(slug="coupang-2025")
    with pytest.raises(OSError, match="No such file"):
        export_duplicates(
            case=case, pairs=tmp_path / "pairs.csv", clusters=tmp_path / "missing" / "c.csv", actor=OPERATOR
        )
    assert (tmp_path / "pairs.csv").read_text() == "as it was"
    assert not AuditEntry.objects.filter(action="duplicates.export").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("case", "clusters", "words"),
    [("nowhere", "c.csv", "There is no case nowhere."), ("coupang-2025", "pairs.csv", "the same file"),
     ("coupang-2025", "missing/c.csv", "cannot be written: No such file")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(coupang, tmp_path, case, clusters, words):
    with pytest.raises(CommandError, match=words) as refused:
        call_command(
            "export_duplicates", "--case", case, "--pairs", str(tmp_path / "pairs.csv"), "--clusters",
            str(tmp_path / clusters),
        )  # fmt: skip
    assert refused.value.returncode == 2
