"""Every shape of the API as JSON Schema 2020-12, which OpenAPI 3.1 speaks. Texts are in the current language."""

from django.utils.translation import gettext as _

from claims.api.examples import CLAIM_NUMBER, RECEIPT
from claims.api.shapes import Schema, listed, or_null, ref, sent, taken, text
from claims.api.submission_shape import submission
from claims.rules.stages import CaseStage, ClaimStage
from claims.rules.submission.terms import CLAIMANT_TYPES, ENTRANCE_ANSWERS, LANGUAGES, PROCEEDING_KINDS, RELATIONS
from claims.wording.stages import public_stage


def components() -> dict[str, Schema]:
    """Every component by name."""
    return {
        "Language": {"type": "string", "enum": list(LANGUAGES)},
        "ClaimantType": {"type": "string", "enum": list(CLAIMANT_TYPES)},
        "EntranceCodeStored": {"type": "string", "enum": list(ENTRANCE_ANSWERS)},
        "ProceedingsKind": {"type": "string", "enum": list(PROCEEDING_KINDS)},
        "Relation": {"type": "string", "enum": list(RELATIONS)},
        "Says": {"type": "string", "enum": ["leaked", "not_leaked", "unknown"]},
        "Source": {"type": "string", "enum": ["controller", "regulator", "investigation", "court"]},
        "CaseStage": {"type": "string", "enum": [stage.value for stage in CaseStage if stage != CaseStage.DRAFT]},
        "ClaimStage": {
            "type": "string",
            "enum": [stage.value for stage in ClaimStage if public_stage(stage) == stage],
        },
        "CaseList": _case_list(),
        "Case": _case(),
        "DataItem": _data_item(),
        "Notice": _notice(),
        "ConsentText": _consent_text(),
        "Submission": submission(),
        "Filed": _filed(),
        "StatusQuestion": _status_question(),
        "ClaimStatus": _claim_status(),
        "Problem": _problem(),
        "FieldProblem": _field_problem(),
    }


def _moment(description: str) -> Schema:
    return text(description, format="date-time")


def _count(description: str) -> Schema:
    return or_null({"type": "integer", "minimum": 0, "description": description})


def _code() -> Schema:
    return text(_("Stable, for programs."))


def _title() -> Schema:
    return text(_("Its name in the language of the answer."))


def _titled() -> Schema:
    return sent(code=_code(), title=_title())


def _spoken() -> Schema:
    return {**ref("Language"), "description": _("The language of the texts.")}


def _described(name: str, description: str) -> Schema:
    return {**ref(name), "description": description}


def _about_the_case() -> dict[str, Schema]:
    return {
        "slug": text(_("The case's name in addresses.")),
        "title": _title(),
        "summary": text(_("What the case is about.")),
        "costs": text(_("What taking part costs, and what may be expected.")),
    }


def _case_list() -> Schema:
    return sent(
        language=_spoken(), cases=listed(sent(**_about_the_case()), _("The cases that take claims, oldest first."))
    )


def _case() -> Schema:
    won = _("Whole won, as a decimal string.")
    return sent(
        language=_spoken(),
        **_about_the_case(),
        controller=text(_("Whose leak it is: the defendant.")),
        stage=_described("CaseStage", _("Stable, for programs.")),
        stage_label=text(_("The stage in words.")),
        open={"type": "boolean", "description": _("Whether claims are taken now.")},
        claimant_types=listed(_titled(), _("Who may claim.")),
        data_items=listed(ref("DataItem"), _("The kinds of personal information that may be named in a claim.")),
        notices=listed(ref("Notice"), _("The breach notices that may be named in a claim, oldest first.")),
        other_statements=listed(
            ref("Notice"),
            _("What others said of the leak, or the controller elsewhere. Nobody can have received these."),
        ),
        damages_sought={
            **sent(minimum=text(won), standard=text(won), maximum=text(won), currency=text("KRW")),
            "description": _("The sums that may be sought. The standard sum is what the case proposes."),
        },
        documents=listed(
            sent(code=_code(), title=_title(), detail=text(_("What it should be like."))),
            _("What the claimant will be asked for after filing. Nothing of it is sent with the claim."),
        ),
        consents=listed(ref("ConsentText"), _("To be shown and answered one by one.")),
    )


def _data_item() -> Schema:
    return sent(
        code=_code(),
        title=_title(),
        is_entrance_code={
            "type": "boolean",
            "description": _("Whoever names this item also says whether a code was stored, never the code itself."),
        },
        disputed={"type": "boolean", "description": _("Whether the sources disagree on this item.")},
        said=listed(
            sent(
                notice=text(_("Code of the notice or statement.")),
                says=_described("Says", _("What it said of this item.")),
                count=_count(_("Of how many accounts or records this was said.")),
            ),
            _("What each notice and other statement said of this item, oldest first."),
        ),
    )


def _notice() -> Schema:
    return sent(
        code=_code(),
        date=text(_("Its day."), format="date"),
        source=_described("Source", _("Who spoke.")),
        source_detail=text(_("Who spoke, or why, where there is more to say.")),
        term_used=text(_("The source's own word for what happened.")),
        accounts=_count(_("How many accounts were notified.")),
        cohort={**_titled(), "description": _("The group of accounts of which it speaks.")},
        leaked=listed(text(), _("Codes of the data items said to have leaked.")),
        not_leaked=listed(text(), _("Codes of the data items said not to have leaked.")),
        note=text(_("What to know when reading it.")),
    )


def _consent_text() -> Schema:
    return sent(
        code=_code(),
        version=text(_("To be sent back with the answer, so that it is known which text was answered.")),
        required={"type": "boolean", "description": _("Without a required consent no claim is filed.")},
        title=_title(),
        text=text(_("The wording, in paragraphs.")),
    )


def _filed() -> Schema:
    return sent(
        claim_number=text(_("For people to read out; tells nothing about anybody."), examples=[CLAIM_NUMBER]),
        receipt=text(
            _("A secret for the claimant, with which the claim can be looked up. It is shown here and nowhere else."),
            examples=[RECEIPT],
        ),
        received_at=_moment(_("When the claim was stored, in Korean time.")),
        status_url=text(_("Where to ask how the claim stands."), format="uri"),
    )


def _status_question() -> Schema:
    return taken(
        ["claim_number", "receipt", "birth_date"],
        claim_number=text(_("Case, spaces and hyphens do not matter.")),
        receipt=text(_("Case, spaces and hyphens do not matter.")),
        birth_date=text(_("The claimant's date of birth.")),
    )


def _claim_status() -> Schema:
    return sent(
        stage=_described("ClaimStage", _("Stable, for programs.")),
        stage_label=text(_("The stage in words.")),
        history=listed(
            sent(
                stage=_described("ClaimStage", _("Stable, for programs.")),
                at=_moment(_("When it was reached, in Korean time.")),
            ),
            _("Each stage since filing, oldest first."),
        ),
        needs=listed(
            sent(code=_code(), detail=text(_("What the claimant is asked to do, in words."))),
            _("What the claimant is asked for; empty when there is nothing to do."),
        ),
    )


def _problem() -> Schema:
    schema = sent(
        type=text(_("Address of the explanation of this kind of problem."), format="uri-reference"),
        title=text(_("The kind of problem in words.")),
        status={"type": "integer", "description": _("The HTTP status.")},
        code=_code(),
        detail=text(_("What to do, in words.")),
        errors=listed(ref("FieldProblem"), _("What is wrong where; empty when the problem is not in the body.")),
    )
    schema["description"] = _("A problem document (RFC 9457).")
    return schema


def _field_problem() -> Schema:
    return sent(
        pointer=text(_("JSON Pointer (RFC 6901) into the body; empty for the body itself.")),
        code=_code(),
        detail=text(_("What is wrong, in words for the claimant.")),
        params={
            "type": "object",
            "additionalProperties": {"type": ["string", "integer"]},
            "description": _("Limits and allowed values; never what was sent."),
        },
    )
