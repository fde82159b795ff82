"""Which matching model is in use: one that was trained here and put to use, else the committed one."""

from functools import lru_cache

from claims.models import MatchModelVersion
from claims.rules.matching import MatchModel, committed


def model_in_use() -> MatchModel:
    """Return the model that pairs are scored with now. One query."""
    version = MatchModelVersion.objects.filter(in_use=True).values_list("version", flat=True).first()
    return committed() if version is None else model(version)


@lru_cache(maxsize=8)
def model(version: str) -> MatchModel:
    """Return a model by its version, trained here or committed; versions never change. Raises KeyError."""
    trained = MatchModelVersion.objects.filter(version=version).first()
    return committed(version) if trained is None else MatchModel.read(version, trained.parameters)
