"""What tests of judging again begin from."""

import pytest

from claims.rules.stages import ActorKind
from claims.services.actors import Actor


@pytest.fixture
def counsel(coupang, django_user_model):
    return Actor(ActorKind.STAFF, django_user_model.objects.create_user("counsel", is_staff=True).pk)
