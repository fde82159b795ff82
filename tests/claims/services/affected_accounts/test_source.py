"""A list file as blocks of lines, in every form in which it may come."""

import gzip
import os
import threading

import pyarrow as pa
import pytest

from claims.services.affected_accounts import source
from claims.services.affected_accounts.source import FileUnusable, open_source

HEADER = b"account_ref,email,phone,items\n"
LINES = b"".join(b"A%d,listed%d@example.org,,name\n" % (number, number) for number in range(2, 502))


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(source, "BLOCK", 1000)


def write(path, content):
    path.write_bytes(content)
    return str(path)


def blocks(path):
    with open_source(path) as file:
        return list(file.blocks()), file.digest


NOISE = b"".join(b"%s\n" % os.urandom(40).hex().encode() for _ in range(200))


def zstd(content):
    return pa.Codec("zstd").compress(content, asbytes=True)


def test_blocks_are_whole_lines_that_know_their_numbers(tmp_path):
    found, _ = blocks(write(tmp_path / "list.csv", HEADER + LINES))
    assert len(found) > 5
    assert b"".join(lines for _, lines in found) == LINES
    for first, lines in found:
        assert lines.startswith(b"A%d," % first)
        assert lines.endswith(b"\n")
        assert len(lines) < 1100


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_last_line_without_an_end_is_read(tmp_path, end):
    found, _ = blocks(write(tmp_path / "list.csv", HEADER + LINES.removesuffix(b"\n") + end))
    assert b"".join(lines for _, lines in found).rstrip() == LINES.rstrip()


def test_gzip_and_zstandard_are_the_same_list_as_plain(tmp_path):
    content = HEADER + LINES
    plain = blocks(write(tmp_path / "list.csv", content))
    assert blocks(write(tmp_path / "list.csv.gz", gzip.compress(content))) == plain
    assert blocks(write(tmp_path / "two.gz", gzip.compress(content[:700]) + gzip.compress(content[700:]))) == plain
    assert blocks(write(tmp_path / "list.csv.zst", zstd(content))) == plain


def test_a_pipe_makes_the_same_blocks(tmp_path):
    content = HEADER + LINES
    plain = blocks(write(tmp_path / "list.csv", content))
    os.mkfifo(tmp_path / "pipe")

    def drip():
        with (tmp_path / "pipe").open("wb", buffering=0) as pipe:
            for start in range(0, len(content), 333):
                pipe.write(content[start : start + 333])

    writer = threading.Thread(target=drip)
    writer.start()
    assert blocks(str(tmp_path / "pipe")) == plain
    writer.join()


@pytest.mark.parametrize(
    "header",
    [
        b"\xef\xbb\xbfaccount_ref,email,phone,items\n",
        b'"account_ref","email","phone","items"\r\n',
        b"account_ref, email, phone, items \n",
    ],
)
def test_spreadsheets_headers_are_taken(tmp_path, header):
    found, _ = blocks(write(tmp_path / "list.csv", header + b"A2,a@example.org,,name\n"))
    assert found == [(2, b"A2,a@example.org,,name\n")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"account_ref;email;phone;items\n", "separated by semicolons"),
        (b'"account_ref"\t"email"\t"phone"\t"items"\n', "separated by tabs"),
        (b"email,phone,account_ref,items\nx", "in another order"),
        (b"A1,secret@example.org,,name\n", "does not name the columns"),
        (b"account_ref,email,phone,items,more\n", "does not name the columns"),
        (b'account_ref,"email,phone,items\n', "do not pair"),
        ("account_ref,email,phone,items\n".encode("utf-16"), "UTF-8"),
        (HEADER + b"A2,secret@example.org,,name\n" + b"x" * 3000, "line 3 does not end"),
        (b"x" * 3000, "line 1 does not end"),
        (gzip.compress(HEADER + NOISE)[:-400], "damaged or breaks off"),
        (gzip.compress(HEADER + LINES).replace(b"\x00", b"\x07"), "damaged or breaks off"),
        (zstd(HEADER + NOISE)[:-400], "damaged or breaks off"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_quotes_nothing(tmp_path, content, says):
    with pytest.raises(FileUnusable, match=says) as refused:
        blocks(write(tmp_path / "list.csv", content))
    assert "secret" not in str(refused.value)


def test_no_file_is_told_plainly(tmp_path):
    with pytest.raises(FileUnusable, match="cannot be read: No such file"):
        blocks(str(tmp_path / "none.csv"))
    with pytest.raises(FileUnusable, match="cannot be read: Is a directory"):
        blocks(str(tmp_path))
