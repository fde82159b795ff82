"""What is wrong with a file as a whole is said before anything is written; odd rows spoil only themselves."""

import pytest

from claims.services.import_file import COLUMNS, LONGEST_LINE, FileUnusable, check_file, read_lines

HEADER = ",".join(COLUMNS)


def checked(tmp_path, content):
    path = tmp_path / "claims.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_file(path)


def refusal(tmp_path, content):
    with pytest.raises(FileUnusable) as refused:
        checked(tmp_path, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        ("external_ref,name\nA,김하나\n".encode("cp949"), "is not UTF-8: see line 2, byte 21"),
        ("external_ref,name\nA,x\n".encode("utf-16"), "is not UTF-8: see line 1, byte 1"),
        (b"external_ref,name\nA,\xed\xa0\x80\n", "is not UTF-8"),
        (b"external_ref,name\nA,\xc0\x80\n", "is not UTF-8"),
        (b"external_ref,name\nA,\xea\xb0", "is not UTF-8: see line 2"),
        (b"external_ref,name,stage\n", "Unknown columns: stage"),
        (b"external_ref;name\n", "Unknown columns: column 1"),
        (b"external_ref,Name\n", "Unknown columns: Name"),
        (b"external_ref,name,\n", "Unknown columns: column 3"),
        (b"external_ref,name,name\n", "Columns named twice: name"),
        (b"name\n", "Missing columns: external_ref"),
        (b'external_ref,"name\n', "quotation marks"),
        (b"a" * (LONGEST_LINE + 1), "too long to be a header"),
    ],
)
def test_an_unusable_file_is_told_with_what_to_do(tmp_path, content, says):
    assert says in refusal(tmp_path, content)


def test_a_bad_byte_far_into_a_file_is_found_and_placed(tmp_path):
    good = HEADER + "\n" + "한,\n" * 500_000
    refused = refusal(tmp_path, good.encode() + b"\xff\n")
    assert f"line 500002, byte {len(good.encode()) + 1} " in refused


def test_a_file_without_a_header_is_refused_without_repeating_the_person_in_it(tmp_path):
    refused = refusal(tmp_path, "F-1,ko,account_holder,김하나,1990-01-01,hana@example.com\n")
    assert "김하나" not in refused
    assert "hana" not in refused
    assert "1990" not in refused


def test_what_is_no_file_is_told(tmp_path):
    with pytest.raises(FileUnusable, match="There is no file"):
        check_file(tmp_path / "none.csv")
    with pytest.raises(FileUnusable, match="is not a file"):
        check_file(tmp_path)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", [True, False])
def test_line_ends_and_the_byte_order_mark_make_no_difference(tmp_path, newline, mark, end):
    lines = ["external_ref,name", "A,김하나", "B,이두리"]
    file = checked(tmp_path, mark + newline.join(lines) + (newline if end else ""))
    assert file.header == ("external_ref", "name")
    assert file.lines == 2
    read = [(line.number, line.text.strip()) for line in read_lines(file) if line.text]
    assert read == [(2, "A,김하나"), (3, "B,이두리")]


def test_empty_lines_are_no_rows_but_keep_the_numbers(tmp_path):
    file = checked(tmp_path, "external_ref,name\n\nA,김하나\n,\n , \nB,이두리\n\n")
    assert [line.number for line in read_lines(file)] == [3, 6]


def test_an_endless_line_is_one_row_and_the_next_is_read(tmp_path):
    file = checked(tmp_path, "external_ref,name\nA," + "가" * 1_000_000 + "\nB,이두리\n")
    assert [(line.number, line.text) for line in read_lines(file)] == [(2, None), (3, "B,이두리\n")]


def test_the_digest_is_of_the_content_and_not_of_the_name(tmp_path):
    first = checked(tmp_path, "external_ref,name\nA,김하나\n")
    (tmp_path / "other.csv").write_bytes(first.path.read_bytes())
    assert check_file(tmp_path / "other.csv").digest == first.digest
    assert checked(tmp_path, "external_ref,name\nA,김하니\n").digest != first.digest
