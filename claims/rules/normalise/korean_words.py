"""Korean surnames by sound and by how common they are."""

from claims.rules.normalise.sounds import hangul_sound, latin_sound
from claims.rules.normalise.surnames import SPELLINGS


def surname_sound(hangul: str) -> str:
    """Return the key of a surname in Hangul; 류 and 유, 림 and 임, 라 and 나 have one."""
    key = hangul_sound(hangul)
    if key.startswith(("LYU", "LYA")):
        return key[1:]
    return "N" + key[1:] if key.startswith("L") else key


_SOUNDS: dict[str, str] = {}
_RANKS: dict[str, int] = {}
_SURNAMES: dict[str, frozenset[str]] = {}
for _rank, (_hangul, _spellings) in enumerate(SPELLINGS.items()):
    for _spelling in _spellings.split():
        _SOUNDS.setdefault(_spelling, surname_sound(_hangul))
        _RANKS.setdefault(_spelling, _rank)
        _SURNAMES[_spelling] = _SURNAMES.get(_spelling, frozenset()) | {_hangul}


def latin_surname_sound(letters: str) -> str:
    """Return the key of a surname in Latin letters, Korean or not; a spelling of several is the commonest one's."""
    return _SOUNDS.get(letters) or latin_sound(letters)


def korean_surname_rank(letters: str) -> int | None:
    """Return how common the Korean surname is that `letters` spell (0 is the commonest), None if they spell none."""
    return _RANKS.get(letters)


def korean_surnames(letters: str) -> frozenset[str]:
    """Return the surnames in Hangul that `letters` are known to spell."""
    return _SURNAMES.get(letters, frozenset())
