"""What blind keys are made of: those of every release stay what they were, and each field has a place in the form."""

import base64
import json
from uuid import UUID

import pytest

from claims.crypto.blind import BlindField, Generation, keyed_digest
from claims.crypto.blind_forms import CANDIDATE_FIELDS, FormUnknown, name_key, person_keys, typed_keys
from claims.crypto.keyring import reload_key_ring
from claims.rules.matching import BlockKey, Person
from claims.rules.normalise import NORMAL_FORM
from config.secret_files import KeyRingSource

HANEUL = Person(
    name="김하늘",
    birth_date="1990-04-05",
    phones=("010-2345-6789", "+82 10 2345 6789"),
    emails=("Haneul@example.com", "other@example.com"),
    address="서울특별시 중구 세종대로 110, 101동 1204호",
    postcode="04524",
)
FIRST = Generation(1, 1, 1)
NOW = Generation(2, 1, NORMAL_FORM)


@pytest.fixture
def use_ring(settings):
    """A ring of known keys, with as many index keys as asked for."""
    others = settings.KEY_RING_SOURCE

    def use(index_keys):
        key = [base64.b64encode(bytes(range(start, start + 32))).decode() for start in (0, 32, 64)]
        content = {"encryption": {"1": key[0]}, "index": {str(n): key[n] for n in range(1, index_keys + 1)}}
        settings.KEY_RING_SOURCE = KeyRingSource(json.dumps(content), None)
        reload_key_ring()

    yield use
    settings.KEY_RING_SOURCE = others
    reload_key_ring()


@pytest.mark.parametrize("index_keys", [1, 2])
def test_keys_and_digests_stay_what_the_first_release_made_of_them(use_ring, index_keys):
    """Values that version 0.1.0 computed: keys that are stored must go on meeting those made today."""
    use_ring(index_keys)
    assert {str(UUID(key)): kind.name for key, kind in person_keys(HANEUL, FIRST).items()} == {
        "887a7789-82d6-78f5-cad2-5d0ece8f473c": "NAME",
        "a8f30b38-90be-ed49-4ade-df3d7fee2a13": "EMAIL",
        "7a8161aa-9c58-4d0c-d581-98ff4f053231": "ACCOUNT_EMAIL",
        "1299269e-49df-b0e6-1835-0c91ad037552": "PHONE",
        "cbb5629f-40f3-65db-6a95-b559a8644aeb": "ACCOUNT_PHONE",
        "3e39235c-0e68-686b-f3ab-53f6bac845ad": "NAME_BIRTH_PHONE",
        "3d617685-5168-3c4f-4c9c-7c13ab6f8e82": "NAME_BIRTH_EMAIL",
        "1da9dd36-942a-95f5-4966-b1fa1aa099f9": "NAME_BIRTH_EMAIL",
    }
    assert name_key("김 하늘", FIRST) == UUID("887a7789-82d6-78f5-cad2-5d0ece8f473c")
    assert keyed_digest("receipt", b"secret").hex() == (
        "2dee1fed7057d60645bd20578c4a0040ea9a2c9a266a707935c4c6aeded56411"
    )


def test_every_block_key_of_the_matcher_has_a_field_and_is_looked_for(use_ring):
    use_ring(1)
    fields = set(person_keys(HANEUL, NOW).values())
    assert BlindField.NAME in fields
    assert fields - {BlindField.NAME} <= set(CANDIDATE_FIELDS)
    assert BlindField.NAME not in CANDIDATE_FIELDS  # thousands share a name
    assert len(CANDIDATE_FIELDS) == 3 + len(BlockKey)


def test_keys_of_two_generations_never_agree(use_ring):
    use_ring(2)
    made = [set(person_keys(HANEUL, Generation(0, key, form))) for key in (1, 2) for form in (1, 2)]
    assert len(set.union(*made)) == sum(map(len, made))


@pytest.mark.parametrize("generation", [FIRST, NOW])
@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("other@example.com", "email"),
        ("+82-10-2345-6789", "phone"),
        ("김하늘", "name"),
        ("haneul@EXAMPLE.com", "email"),
    ],
)
def test_whatever_staff_type_finds_the_person_in_every_form(use_ring, generation, typed, kind):
    use_ring(1)
    keys = typed_keys(typed, generation)
    assert list(keys) == [kind]
    assert {key.hex for key in keys[kind]} & set(person_keys(HANEUL, generation))


def test_a_person_of_whom_nothing_is_known_has_no_keys(use_ring):
    use_ring(1)
    nobody = Person(None, None, (None, None), (None, None), None, None)
    assert person_keys(nobody, FIRST) == person_keys(nobody, NOW) == {}


def test_a_form_of_a_newer_release_is_refused(use_ring):
    use_ring(1)
    with pytest.raises(FormUnknown):
        person_keys(HANEUL, Generation(3, 1, NORMAL_FORM + 1))
