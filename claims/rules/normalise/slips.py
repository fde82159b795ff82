"""Slips of the keys."""


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or two neighbours the wrong way round make all the difference."""
    longer, shorter = (typed, meant) if len(typed) >= len(meant) else (meant, typed)
    if typed == meant or len(longer) > len(shorter) + 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    if len(longer) > len(shorter):
        return longer[at + 1 :] == shorter[at:]
    if longer[at + 1 :] == shorter[at + 1 :]:
        return True
    return longer[at : at + 2] == shorter[at : at + 2][::-1] and longer[at + 2 :] == shorter[at + 2 :]
