import pytest


@pytest.fixture
def claimant(coupang):
    """A browser in Korean, with the case's terms in the process's memory."""
    from claims.queries.filing_terms import filing_case
    from tests.intake.claimant import CASE, Claimant

    filing_case(CASE)
    return Claimant()
