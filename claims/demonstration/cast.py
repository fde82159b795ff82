"""The cast of the joint action: who plays which part of the scenarios."""

from datetime import timedelta
from itertools import count

from claims.demonstration.people import Person
from claims.demonstration.play import Part, parts_today, spread
from claims.demonstration.scenarios import ORDINARY, SCENARIOS, Scenario, ordinary_body

_SEED = 20251120
_DOORS = ("web", "web", "web", "api")


class Cast:
    """All parts of the demonstration's joint action, in three waves, and the people on its list of conflicts.

    Who files a second time is in the second wave, so that the first claim is the earlier one. The third wave is left
    for the workers. The same every time, but for ages and days, which are counted from today.
    """

    def __init__(self) -> None:
        self.first: list[Part] = []
        self.second: list[Part] = []
        self.last: list[Part] = []
        self.conflicts: list[Person] = []
        self._random, self._people, self._now = parts_today(_SEED)
        self._numbers = count(1)
        ordinary = [self._new(ORDINARY) for _ in range(ORDINARY.count)]
        self.first += ordinary
        once = list(ordinary)
        for scenario in SCENARIOS:
            if scenario is ORDINARY:
                continue
            for _ in range(scenario.count):
                if scenario.again:
                    first = next(part for part in once if scenario.who(part.person))
                    once.remove(first)
                    self.second.append(self._again(scenario, first))
                else:
                    (self.last if scenario.late else self.first).append(self._new(scenario))

    @property
    def judged(self) -> list[Part]:
        """Those whose claims the loader has judged, and moves on."""
        return [*self.first, *self.second]

    def _new(self, scenario: Scenario) -> Part:
        youngest, oldest = scenario.ages
        person = self._people.draw(youngest=youngest, oldest=oldest, namesakes=not scenario.conflict)
        if scenario.conflict:
            self.conflicts.append(person)
        return self._part(scenario, person)

    def _again(self, scenario: Scenario, before: Part) -> Part:
        return self._part(scenario, before.person)

    def _part(self, scenario: Scenario, person: Person) -> Part:
        body = ordinary_body(person, self._random)
        if scenario.change is not None:
            scenario.change(body, person, self._random)
        number = next(self._numbers)
        return Part(
            ref=f"DEMO-{number:04}",
            person=person,
            body=body,
            door=_DOORS[number % len(_DOORS)] if scenario.door == "web" else scenario.door,
            submitted_at=self._now - timedelta(minutes=number) if scenario.late else spread(self._random, self._now),
            judged=scenario.verdict,
            path=scenario.path,
        )
