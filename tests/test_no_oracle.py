"""Nobody who files in another's name learns whether that account is on a list: not by answer, size, time or mail.

A thousand pairs of people who differ in nothing but that the account of one is on the list in force. Each pair is sent
one after the other, in an order drawn by lot, and what comes back is compared; times by a signed-rank test, which is
shown to find a delay where there is one.
"""

import random
import re
import time
from collections import Counter
from itertools import count
from statistics import median

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from claims.models import Claim, ListedClaim, Message
from claims.queries.filing_terms import filing_case
from claims.services.throttle import valkey
from tests.claims.api.calls import CLAIMS, STATUS, send
from tests.people import someone_else
from tests.working import do_all_work

PAIRS = 1000
# Four standard errors: by chance once in sixteen thousand comparisons.
SURPRISING = 4.0


def pairs_of_people(number):
    case = filing_case("coupang-2025")
    return [(someone_else(case), someone_else(case)) for _ in range(number)]


@pytest.fixture
def people(transactional_db, coupang, tmp_path):
    """Pairs of bodies; the account of the first of each is on the list in force."""
    pairs = pairs_of_people(PAIRS)
    file = tmp_path / "list.csv"
    rows = [f"A{n},{on['account']['email']},,name;email;phone" for n, (on, _) in enumerate(pairs)]
    file.write_text("account_ref,email,phone,items\n" + "\n".join(rows) + "\n")
    call_command("import_affected_accounts", str(file), incident="coupang-2025", source="invented", verbosity=0)
    return pairs


def rank_sum(differences):
    """Wilcoxon's signed-rank statistic in standard errors: 0 where neither side of the pairs is slower."""
    ranked = sorted((d for d in differences if d), key=abs)
    signed = sum(rank if d > 0 else -rank for rank, d in zip(count(1), ranked, strict=False))
    n = len(ranked)
    return signed / (n * (n + 1) * (2 * n + 1) / 6) ** 0.5


def ask(pairs, question, *, delay=0.0):
    """Send both of each pair, in an order drawn by lot; returns the answers and times of each side."""
    chance, client = random.Random(20261122), Client()
    answers, times = ([], []), ([], [])
    for pair in pairs:
        for side in chance.sample((0, 1), 2):
            start = time.perf_counter()
            answer = question(client, pair[side])
            if delay and side == 0:
                until = time.perf_counter() + delay
                while time.perf_counter() < until:
                    pass
            times[side].append(time.perf_counter() - start)
            answers[side].append(answer)
    return answers, times


def masked(answer):
    """What an answer says, without what is drawn by lot or is the time of day."""
    text = re.sub(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", "secret", answer.content.decode())
    text = re.sub(r"R-[0-9A-Z-]{13,}", "R-…", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+", "time", text)
    headers = sorted((name, "" if name in {"X-Request-Id"} else value) for name, value in answer.headers.items())
    return answer.status_code, len(answer.content), text, str(headers)


def assert_alike(answers, times):
    assert Counter(map(masked, answers[0])) == Counter(map(masked, answers[1]))
    differences = [on - off for on, off in zip(*times, strict=True)]
    assert abs(rank_sum(differences)) < SURPRISING, f"the listed take {median(differences) * 1e6:+.0f} µs longer"


def file_one(client, body):
    valkey().flushdb()
    return send(CLAIMS, body, client=client, Idempotency_Key=body["email"])


@pytest.mark.django_db(transaction=True)
def test_neither_filing_nor_looking_up_tells_whether_an_account_is_on_a_list(people, settings):
    answers, times = ask(people, file_one)
    assert {answer.status_code for side in answers for answer in side} == {201}
    assert_alike(answers, times)

    do_all_work()
    found = dict(Counter(bool(mask) for mask in ListedClaim.objects.values_list("items_mask", flat=True)))
    assert found == {True: PAIRS, False: PAIRS}  # the list was asked, and it told
    assert set(Claim.objects.values_list("stage", flat=True)) == {"verified", "review"}

    proofs = {}
    for pair, filed in zip(zip(*people, strict=True), answers, strict=True):
        for body, answer in zip(pair, filed, strict=True):
            shown = answer.json()
            proofs[body["email"]] = {
                "claim_number": shown["claim_number"],
                "receipt": shown["receipt"],
                "birth_date": body["birth_date"],
            }

    def look_up(client, body):
        valkey().flushdb()
        return send(STATUS, proofs[body["email"]], client=client)

    looked_up, times = ask(people, look_up)
    assert {answer.status_code for side in looked_up for answer in side} == {200}
    assert_alike(looked_up, times)
    assert not Message.objects.exists()
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_the_comparison_finds_a_delay_where_there_is_one(coupang):
    pairs = pairs_of_people(400)
    _, times = ask(pairs[:50], file_one)
    a_request = median([*times[0], *times[1]])
    _, times = ask(pairs[50:], file_one, delay=a_request)
    differences = [on - off for on, off in zip(*times, strict=True)]
    assert rank_sum(differences) > SURPRISING
