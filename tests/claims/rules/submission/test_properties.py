"""What holds for any input: only the one refusal, no weaker door, and work in proportion to the body."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.submission import Submission, SubmissionRefused, canonical, check_part, parse
from claims.rules.submission.parts import PARTS
from claims.rules.submission.terms import CLAIMANT_TYPES, ENTRANCE_ANSWERS, LANGUAGES, PROCEEDING_KINDS, RELATIONS
from tests.claims.rules.submission.bodies import ABSENT, ITEMS, TERMS, TODAY, accepted, body, refused

KEYS = (
    *PARTS,
    *("postcode", "line", "joined", "withdrew", "code", "received_on", "amount", "currency", "kind", "details"),
    *("relation", "version", "given", "stage"),
)
#: Everything a JSON parser can hand over: NaN, Infinity and lone surrogates included.
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=30),
    st.sampled_from(
        ["N2", "name", "collection", "2", "KRW", "none", "2020-01-01", "2020-01", "200000", "\ud800", "\0"]
    ),
    st.sampled_from([10**4000, -(10**4000), 1e308]),
)
json_like = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from(KEYS) | st.text(st.characters(), max_size=8), inner, max_size=8),
    ),
    max_leaves=20,
)
any_body = st.one_of(json_like, st.dictionaries(st.sampled_from(KEYS), json_like, max_size=16))

names = st.one_of(
    st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=10),
    st.from_regex(r"\A[A-Z][a-z]{1,9} [A-Z][a-z]{1,9}(-[a-z]{1,9})?\Z"),
)
days = st.dates(min_value=TODAY.replace(year=1900), max_value=TODAY).map(lambda day: day.isoformat())
mobiles = st.integers(10**7, 59 * 10**6).map(lambda rest: f"010-{rest // 10**4:04}-{rest % 10**4:04}")
emails = st.from_regex(r"\A[a-z0-9]{1,12}(\.[a-z]{1,8})?@[a-z]{1,12}\.(com|kr)\Z")
identifiers = st.one_of(
    st.fixed_dictionaries({"email": emails}, optional={"phone": mobiles}),
    st.fixed_dictionaries({"phone": mobiles}, optional={"joined": days.map(lambda day: day[:7])}),
)
consents = st.builds(
    lambda marketing: [
        {"code": "collection", "version": "2", "given": True},
        {"code": "provision", "version": "1", "given": True},
        *([] if marketing is None else [{"code": "marketing", "version": "1", "given": marketing}]),
    ],
    st.none() | st.booleans(),
).flatmap(st.permutations)
notices = st.lists(
    st.builds(
        lambda code, day, plain: code if plain else {"code": code, "received_on": day},
        st.sampled_from(["N1", "N2", "N3", "N4"]),
        st.none() | days,
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda notice: notice if isinstance(notice, str) else notice["code"],
)
valid_bodies = st.builds(
    lambda contact, rest: contact | rest,
    st.one_of(
        st.fixed_dictionaries({"email": emails, "phone": mobiles}),
        st.fixed_dictionaries({"email": emails}),
        st.fixed_dictionaries({"phone": mobiles, "email": st.sampled_from([None, "", " "])}),
    ),
    st.fixed_dictionaries(
        {
            "language": st.sampled_from(LANGUAGES),
            "claimant_type": st.sampled_from(CLAIMANT_TYPES),
            "name": names,
            "birth_date": days,
            "address": st.fixed_dictionaries(
                {
                    "postcode": st.integers(1000, 63644).map(lambda code: f"{code:05}"),
                    "line": st.builds(
                        "서울 {}로 {}, {}동 {}호".format, names, st.integers(1, 999), *[st.integers(1, 9999)] * 2
                    ),
                }
            ),
            "account": identifiers,
            "data_items": st.lists(st.sampled_from(ITEMS), min_size=1, unique=True),
            "entrance_code_stored": st.sampled_from(ENTRANCE_ANSWERS),
            "damages_sought": st.fixed_dictionaries(
                {
                    "amount": st.integers(100_000, 1_000_000).flatmap(lambda won: st.sampled_from([won, str(won)])),
                    "currency": st.just("KRW"),
                }
            ),
            "other_proceedings": st.fixed_dictionaries(
                {"kind": st.sampled_from(PROCEEDING_KINDS)}, optional={"details": st.none() | names}
            ),
            "consents": consents,
            "attested": st.just(True),
        },
        optional={
            "notices": notices,
            "representative": st.none()
            | st.fixed_dictionaries({"name": names, "birth_date": days, "relation": st.sampled_from(RELATIONS)}),
        },
    ),
)


@given(any_body, st.sampled_from(["complete", "lenient"]))
def test_any_json_is_accepted_or_refused_and_nothing_else(raw, mode):
    try:
        assert canonical(parse(raw, TERMS, mode=mode)).isascii()
    except SubmissionRefused as refusal:
        errors = refusal.errors
    else:
        return
    assert errors
    for error in errors:
        assert error.pointer == "" or error.pointer.startswith("/")
        assert json.dumps([error.pointer, error.code, dict(error.params)], ensure_ascii=False).encode()


@given(st.dictionaries(st.sampled_from(KEYS), json_like, max_size=16), st.sets(st.sampled_from(sorted(PARTS))))
def test_a_page_is_never_more_than_refused(raw, fields):
    cleaned, errors = check_part(raw, TERMS, fields=fields)
    assert errors or all(hasattr(Submission, name) for name in cleaned)


@given(valid_bodies)
def test_a_good_submission_always_passes_and_is_the_same_by_every_door(raw):
    submission = accepted(raw)
    assert accepted(raw, mode="lenient") == submission
    assert check_part(raw, TERMS, fields=PARTS)[1] == ()
    assert canonical(accepted(json.loads(json.dumps(raw)))) == canonical(submission)


@given(valid_bodies, st.sampled_from(sorted(PARTS)), json_like)
def test_what_passes_complete_passes_lenient(raw, field, value):
    raw[field] = value
    if not refused(raw):
        assert accepted(raw, mode="lenient") == accepted(raw)


@given(valid_bodies, st.sampled_from(sorted(PARTS)))
def test_an_import_may_leave_out_any_part_but_the_name(raw, field):
    raw.pop(field, None)
    assert refused(raw, mode="lenient") == ([("/name", "required")] if field == "name" else [])


LONG = 1_000_000
TEXTS = {
    "letters": "가" * LONG,
    "digits": "1" * LONG,
    "spaces": " " * LONG + "x",
    "dots": "a." * (LONG // 2),
    "at signs": "a@" * (LONG // 2),
    "marks": "a" + "\u0301\u0323" * (LONG // 2),
    "invisible": "\u200b" * LONG,
    "commas": "1," + "000," * (LONG // 4),
    "hashes": "#1" * (LONG // 2),
    "surrogates": "\ud800" * LONG,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_million_characters_in_every_field_are_refused_at_once(text):
    raw = body(
        language=text,
        claimant_type=text,
        name=text,
        birth_date=text,
        email=text,
        phone=text,
        address={"postcode": text, "line": text},
        account={"email": text, "phone": text, "joined": text, "withdrew": text},
        notices=[text, {"code": text, "received_on": text}],
        data_items=[text],
        entrance_code_stored=text,
        damages_sought={"amount": text, "currency": text},
        other_proceedings={"kind": text, "details": text},
        representative={"name": text, "birth_date": text, "relation": text},
        consents=[{"code": text, "version": text, "given": text}],
        attested=text,
    )
    raw[text] = text
    started = time.process_time()
    assert len(refused(raw)) >= 20
    assert time.process_time() - started < 1


#: The longest texts that are looked at closely, made to send a careless pattern back and forth.
EVIL = [
    "a",
    "a.",
    "a-",
    "가 ",
    "#1",
    "1#",
    "*1",
    "현관 ",
    "현관비밀번호 ",
    "비번:1",
    "entrance code ",
    "gate code 1",
    "8001011",
    "1 ",
    "1-",
    "é",
    "a\u0301\u0323",
]


@pytest.mark.parametrize("unit", EVIL)
def test_text_made_to_slow_a_pattern_does_not(unit):
    started = time.process_time()
    for _ in range(20):
        refused(
            body(
                name=(unit * 200)[:200],
                email=(unit * 1016)[:1015] + "@",
                phone=(unit * 64)[:64],
                address={"postcode": (unit * 64)[:64], "line": (unit * 600)[:600]},
                account={"email": "a@" + (unit * 250)[:251]},
                other_proceedings={"kind": "none", "details": (unit * 800)[:800]},
                damages_sought={"amount": (unit * 40)[:40], "currency": "KRW"},
            )
        )
    assert time.process_time() - started < 20 * 0.02


def test_a_body_with_ten_thousand_of_everything_is_refused_at_once():
    many = 10_000
    raw = body(
        notices=["N2"] * many,
        data_items=["name"] * many,
        consents=[{}] * many,
        account={f"k{i}": i for i in range(many)},
        **{f"k{i}": ABSENT is None for i in range(many)},
    )
    started = time.process_time()
    assert len(refused(raw)) < 60
    assert time.process_time() - started < 0.5
