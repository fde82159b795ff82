import pytest

from claims.rules.stages import ActorKind
from claims.services.actors import Actor


@pytest.fixture
def reviewer(django_user_model):
    """A member of staff who decides."""
    user = django_user_model.objects.create_user("reviewer", is_staff=True)
    return Actor(ActorKind.STAFF, user.pk, "127.0.0.1")


@pytest.fixture
def colleague(django_user_model):
    """Another one."""
    user = django_user_model.objects.create_user("colleague", is_staff=True)
    return Actor(ActorKind.STAFF, user.pk, "127.0.0.2")
