import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.rules.normalise import normal_name, read_name
from claims.rules.normalise.given_names import FREQUENT
from claims.rules.normalise.romanised import syllable_spellings
from claims.rules.normalise.surnames import COMPOUND_SURNAMES, SPELLINGS
from tests.claims.rules.normalise.texts import any_text, invisible

SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍"

hangul_names = st.builds(
    lambda surname, first, second: surname + first + second,
    st.sampled_from(SURNAMES),
    st.sampled_from(FREQUENT),
    st.sampled_from(FREQUENT),
)


def parts(text):
    name = read_name(text)
    return name and (name.surname, name.given, name.middle)


def sounds(text):
    name = read_name(text)
    assert name is not None
    return name.surname_sound, name.given_sound


@given(any_text)
def test_any_text_is_read_or_not_but_never_raises(text):
    name = read_name(text)
    if name is not None:
        assert name.given or name.surname
        letters = name.surname + name.given + name.middle
        assert letters.isalpha()
        assert all("가" <= letter <= "힣" for letter in letters) or letters.isascii()


@given(hangul_names, st.data())
def test_a_hangul_name_is_one_however_it_is_typed(name, data):
    expected = read_name(name)
    assert read_name(unicodedata.normalize("NFD", name)) == expected
    assert read_name(f" {name[0]}  {name[1:]}\u3000") == expected
    assert read_name(" ".join(name)) == expected
    assert read_name("".join(data.draw(invisible) + character for character in name)) == expected
    assert read_name(f"{name} 님") == read_name(f"{name}님") == expected


@pytest.mark.parametrize("typed", ["ㅎㅗㅇㄱㅣㄹㄷㅗㅇ", "호ㅇ길ㄷㅗㅇ", "ﾾￌﾷ길동", "ㅎㅗㅇ 길동", "홍길동(洪吉童)"])
def test_loose_jamo_come_together(typed):
    assert parts(typed) == ("홍", "길동", "")


@pytest.mark.parametrize(
    ("typed", "surname", "given"),
    [
        ("남궁민", "남궁", "민"),
        ("남 궁 민", "남궁", "민"),
        ("제갈공명", "제갈", "공명"),
        ("선우은숙", "선우", "은숙"),
        ("선우진", "선", "우진"),
        ("선우 진", "선우", "진"),
        ("황보라", "황", "보라"),
        ("황보 라", "황보", "라"),
        ("황보관", "황보", "관"),
        ("독고탁", "독고", "탁"),
        ("사공일", "사공", "일"),
        ("서문탁", "서문", "탁"),
        ("김하늘빛", "김", "하늘빛"),
        ("허준", "허", "준"),
        ("길동 홍", "홍", "길동"),
        ("홍, 길동", "홍", "길동"),
        ("마이클 조던", "조던", "마이클"),
        ("김", "", "김"),
    ],
)
def test_a_hangul_name_is_taken_apart(typed, surname, given):
    assert parts(typed) == (surname, given, "")


@pytest.mark.parametrize(
    "typed",
    [
        "Hong Gil-dong",
        "HONG GILDONG",
        "Hong, Gil Dong",
        "hong gil dong",
        "Gildong Hong",
        "Gil-Dong HONG",
        "Ｈｏｎｇ　Ｇｉｌｄｏｎｇ",
        "Mr. Gildong Hong",
        "Hong Gildong (Coupang)",
    ],
)
def test_a_korean_name_in_letters_is_one_in_either_order(typed):
    assert parts(typed) == ("hong", "gildong", "")
    assert sounds(typed) == sounds("홍길동")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("John Smith", ("smith", "john", "")),
        ("John A. Smith", ("smith", "john", "a")),
        ("Smith, John Albert", ("smith", "john", "albert")),
        ("John Smith Jr.", ("smith", "john", "")),
        ("Smith, John, III", ("smith", "john", "")),
        ("Dr. John Smith", ("smith", "john", "")),
        ("J. Smith", ("smith", "j", "")),
        ("Mary-Ann O'Brien", ("obrien", "maryann", "")),
        ("Mary O’Brien", ("obrien", "mary", "")),
        ("Ronald McDonald", ("mcdonald", "ronald", "")),
        ("Vincent van der Berg", ("vanderberg", "vincent", "")),
        ("Simone de Souza", ("desouza", "simone", "")),
        ("Anna Smith-Jones", ("smithjones", "anna", "")),
        ("José Muñoz", ("munoz", "jose", "")),
        ("Søren Ødegård", ("odegard", "soren", "")),
        ('Robert "Bob" Stone', ("stone", "robert", "")),
        ("Madonna", ("", "madonna", "")),
        ("Daniel Kim", ("kim", "daniel", "")),
        ("Park Daniel", ("park", "daniel", "")),
        ("Kim Wilson", ("wilson", "kim", "")),
        ("Grace Minji Kim", ("kim", "grace", "minji")),
        ("Min Jun Kim", ("kim", "minjun", "")),
        ("Kim Yu Na", ("kim", "yuna", "")),
        ("Namgung Min", ("namgung", "min", "")),
    ],
)
def test_a_name_in_letters_is_taken_apart(typed, expected):
    assert parts(typed) == expected


@pytest.mark.parametrize("typed", ["", " ", "...", "123", "王小明", "Иван", "ㅋㅋ", "a" * 201, "\ud800", "(홍길동)"])
def test_what_has_no_name_in_it_is_none(typed):
    assert read_name(typed) is None


@pytest.mark.parametrize(
    ("hangul", "spellings"),
    [
        ("김민준", ["Kim Minjun", "Gim Min-joon", "KIM MIN JUNE"]),
        ("이영희", ["Lee Young-hee", "Yi Yeonghui", "Rhee Yunghee", "I Yeong Hui", "Ri Yŏng-hŭi"]),
        ("박정우", ["Park Jung-woo", "Pak Chŏngu", "Bak Jeong-u", "Park Joung Wu"]),
        ("최경숙", ["Choi Kyung-sook", "Choe Gyeongsuk", "Ch'oe Kyŏng-suk"]),
        ("정현욱", ["Chung Hyun-wook", "Jeong Hyeonuk", "Jung Hyoun Ook"]),
        ("임은섭", ["Lim Eun-sup", "Im Eunseop", "Rim Un Sop"]),
        ("노상범", ["Roh Sang-bum", "Noh Sangbeom", "No Sang Bom"]),
        ("유다은", ["Yoo Da-eun", "Ryu Daeun", "You Da Eun"]),
        ("백승혜", ["Paik Seung-hye", "Baek Seunghye", "Back Sung Hae"]),
        ("허지은", ["Hur Ji-eun", "Heo Jieun", "Huh Jee Eun"]),
        ("곽정은", ["Kwak Jung-eun", "Gwak Jeongeun"]),
        ("신예은", ["Shin Yeeun", "Sin Ye-eun"]),
        ("우석환", ["Woo Suk-hwan", "U Seokhwan", "Wu Suk Whan"]),
        ("남궁선", ["Namgung Sun", "Namkoong Seon"]),
    ],
)
def test_every_usual_spelling_has_the_sound_of_the_hangul(hangul, spellings):
    assert {sounds(spelling) for spelling in spellings} == {sounds(hangul)}


@given(hangul_names, st.data())
def test_standard_spellings_have_the_sound_of_the_hangul(name, data):
    surname = data.draw(st.sampled_from(SPELLINGS[name[0]].split()[:3]))
    syllables = [
        data.draw(
            st.sampled_from(sorted(letters for letters, cost in syllable_spellings(syllable).items() if not cost))
        )
        for syllable in name[1:]
    ]
    assert sounds(f"{surname.title()}, {'-'.join(syllables).title()}")[1] == sounds(name)[1]


def test_names_that_differ_in_sound_have_different_keys():
    given = [
        "민준",
        "서연",
        "지훈",
        "하나",
        "도윤",
        "예진",
        "상철",
        "미경",
        "은영",
        "은경",
        "진영",
        "진경",
        "정호",
        "태희",
    ]
    assert len({sounds("김" + name)[1] for name in given}) == len(given)


def test_every_compound_surname_is_read_before_two_syllables():
    for surname in COMPOUND_SURNAMES:
        assert parts(f"{surname}은혜") == (surname, "은혜", "")


def test_a_name_does_not_show_itself():
    assert "홍" not in repr(read_name("홍길동"))
    assert "smith" not in str(read_name("John Smith"))


def test_normal_names_keep_their_meaning():
    assert normal_name("Hong  Gildong") == "hong gildong"
    assert normal_name("홍 길동") == "홍길동"
