"""`import_affected_accounts` as an operator meets it, and as the kernel kills it."""

from io import StringIO

import pytest
from django.core.management import call_command

from claims.models import AccountPart, Claim, Incident
from claims.queries.filing_terms import filing_case
from claims.services import filing
from claims.services.filing import Filing
from tests.claims.affected_account_files import answers, contents, in_force, listed, write
from tests.people import someone_else

pytestmark = pytest.mark.django_db(transaction=True)


def import_accounts(path, *flags, incident="coupang-2025"):
    out = StringIO()
    call_command("import_affected_accounts", str(path), "--incident", incident, *flags, stdout=out)
    return out.getvalue()


def file(**changes):
    case = filing_case("coupang-2025")
    answers = someone_else(case) | changes
    filing.file_claims([Filing(filing.parse_submission(answers, case), answers["email"])], case=case, door="api")
    return Claim.objects.latest("id").pk


def test_claims_are_found_with_what_leaked_and_the_others_are_known_not_to_be_listed(tmp_path, coupang):
    by_mail = file(account={"email": "Listed1@Example.org", "phone": "010-9999-0001"})
    by_phone = file(account={"email": "nobody@example.org", "phone": "+82 10-2000-0002"})
    by_both = file(account={"email": "listed3@example.org", "phone": "010-2000-0004"})
    neither = file()
    path = write(
        tmp_path / "list.csv",
        [listed(1), listed(2, items="name"), listed(3, items="name"), listed(4, items="address_book")],
    )
    said = import_accounts(path, "--processes", "1")
    assert "List 1 is in force: 8 identifiers" in said
    bits = dict(Incident.objects.get(code="coupang-2025").data_items.values_list("code", "bit"))

    def mask(*codes):
        return sum(1 << bits[code] for code in codes)

    assert len(contents(in_force())) == 8
    assert answers(in_force()) == {
        by_mail: mask("name", "email", "phone"),
        by_phone: mask("name"),
        by_both: mask("name", "address_book"),
        neither: 0,
    }
    assert not AccountPart.objects.exists()
