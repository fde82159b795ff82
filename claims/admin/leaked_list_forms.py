"""The forms that change the leaked-field list. Each carries the number of the version that it was made on."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.models import BreachNotice, Cohort, DataItem, Incident, LeakAssertion, ListDocument
from claims.rules.leaked_list import Says
from claims.services.leaked_list import NewAssertion, NewNotice
from claims.wording.codes import label
from claims.wording.errors import error_sentence

_LONGEST_COUNT: Final = 10**12


class NoticeField(forms.ModelChoiceField):
    """A notice, told by its code, date and source."""

    def label_from_instance(self, obj: BreachNotice) -> str:
        """The option's text."""
        return _notice_label(obj)


class AssertionField(forms.ModelChoiceField):
    """An assertion, told by its notice and what it says."""

    def label_from_instance(self, obj: LeakAssertion) -> str:
        """The option's text."""
        return f"{_notice_label(obj.notice)} · {label('says', obj.says)}"


class CohortField(forms.ModelChoiceField):
    """A cohort by its name and code."""

    def label_from_instance(self, obj: Cohort) -> str:
        """The option's text."""
        return f"{obj.name} ({obj.code})"


class PaperField(forms.ModelChoiceField):
    """A stored paper, carried along out of sight."""

    widget = forms.HiddenInput

    def label_from_instance(self, obj: ListDocument) -> str:
        """The name of the file."""
        return obj.name


class ReasonForm(forms.Form):
    """Why the list is changed; what every change of it asks for."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Stands in the history of versions. No personal data, please."),
    )

    def __init__(self, seen_version: int, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["seen_version"] = seen_version
        super().__init__(*args, **kwargs)


class PaperForm(ReasonForm):
    """A change that can bring a paper. The view stores the file at once and carries its row along as `document`."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(
            {
                "accept": ".pdf,.png,.jpg,.jpeg",
                "data-limit": str(settings.DOCUMENT_LIMIT),
                "data-too-large": _("The file is larger than 10 MB."),
            }
        ),
        help_text=_("The paper itself as PDF, PNG or JPEG, up to 10 MB. Black out what names claimants."),
    )
    document = PaperField(label=_("File"), queryset=ListDocument.objects.none(), required=False)

    def __init__(self, seen_version: int, incident_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(seen_version, *args, **kwargs)
        _rows(self.fields["document"], ListDocument.objects.filter(incident=incident_id))

    @property
    def kept(self) -> ListDocument | None:
        """The paper that came with what was typed so far."""
        paper: ListDocument | None = getattr(self, "cleaned_data", {}).get("document")
        return paper

    @property
    def paper_id(self) -> int | None:
        """The paper of the valid form."""
        return self.kept.pk if self.kept else None


class PinForm(ReasonForm):
    """Which assertion decides the cell whatever the precedence says."""

    assertion = AssertionField(
        label=_("Assertion that decides"),
        queryset=LeakAssertion.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    field_order = ("assertion", "reason", "seen_version")

    def __init__(self, seen_version: int, cohort: Cohort, item: DataItem, *args: Any) -> None:
        super().__init__(seen_version, *args, auto_id="pin_%s")
        _rows(
            self.fields["assertion"],
            LeakAssertion.objects.filter(notice__cohort=cohort, item=item).select_related("notice"),
        )


class UnpinForm(ReasonForm):
    """Why the precedence shall decide again."""

    def __init__(self, seen_version: int, *args: Any) -> None:
        super().__init__(seen_version, *args, auto_id="unpin_%s")


class AssertionForm(PaperForm):
    """One more word of a known notice on the cell's data item."""

    notice = NoticeField(label=_("Notice"), queryset=BreachNotice.objects.none())
    says = forms.ChoiceField(label=_("It says"))
    count = forms.IntegerField(
        label=_("Number of accounts or records"), required=False, min_value=0, max_value=_LONGEST_COUNT
    )
    citation = forms.CharField(
        label=_("Citation"),
        required=False,
        max_length=500,
        help_text=_("Only where it stands elsewhere than the notice itself."),
    )

    field_order = ("notice", "says", "count", "citation", "file", "document", "reason", "seen_version")

    def __init__(self, seen_version: int, cohort: Cohort, *args: Any) -> None:
        super().__init__(seen_version, cohort.incident_id, *args, auto_id="assert_%s")
        _rows(self.fields["notice"], BreachNotice.objects.filter(cohort=cohort))
        _choose(self.fields["says"], _says())

    def assertion(self, item: str) -> NewAssertion:
        """What the valid form says."""
        given = self.cleaned_data
        return NewAssertion(
            item=item,
            says=Says(given["says"]),
            count=given["count"],
            citation=given["citation"],
            document=self.paper_id,
        )


class NoticeForm(PaperForm):
    """A new statement by one source to one cohort, with its word on each data item."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Short and unique, for example N5."))
    cohort = CohortField(label=_("Cohort"), queryset=Cohort.objects.none())
    source = forms.ChoiceField(label=_("Source"))
    dated = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    citation = forms.CharField(
        label=_("Citation"), max_length=500, help_text=_("Where it can be read: a paper's number, an address, a page.")
    )
    to_claimants = forms.BooleanField(
        label=_("It was sent to the people affected, who can name it when they file"), required=False
    )
    supersedes = NoticeField(
        label=_("Replaces"),
        queryset=BreachNotice.objects.none(),
        required=False,
        help_text=_("An earlier notice of the same source to the same cohort that this one takes back."),
    )
    accounts = forms.IntegerField(label=_("Number of accounts"), required=False, min_value=0, max_value=_LONGEST_COUNT)
    source_detail_ko = forms.CharField(label=_("Who speaks, in Korean"), required=False, max_length=300)
    source_detail_en = forms.CharField(label=_("Who speaks, in English"), required=False, max_length=300)
    term_used_ko = forms.CharField(label=_("Word used for the leak, in Korean"), required=False, max_length=50)
    term_used_en = forms.CharField(label=_("Word used for the leak, in English"), required=False, max_length=50)
    note_ko = forms.CharField(label=_("Note, in Korean"), required=False, max_length=500)
    note_en = forms.CharField(label=_("Note, in English"), required=False, max_length=500)

    field_order = ("code", "cohort", "source", "dated", "citation", "file", "document", "to_claimants", "supersedes")

    def __init__(
        self, seen_version: int, incident: Incident, items: Sequence[DataItem], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(seen_version, incident.pk, *args, **kwargs)
        self._items = items
        _rows(self.fields["cohort"], Cohort.objects.filter(incident=incident))
        _rows(self.fields["supersedes"], BreachNotice.objects.filter(incident=incident))
        _choose(self.fields["source"], [(s, label("source", s)) for s in BreachNotice.Source.values])
        for item in items:
            says = forms.ChoiceField(label=item.name, required=False)
            _choose(says, [("", _("Says nothing")), *_says()])
            self.fields[f"says_{item.code}"] = says
            self.fields[f"count_{item.code}"] = forms.IntegerField(
                label=_("Number: %(item)s") % {"item": item.name},
                required=False,
                min_value=0,
                max_value=_LONGEST_COUNT,
            )

    def item_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Two questions for each data item: what the notice says of it, and of how many."""
        return [(self[f"says_{item.code}"], self[f"count_{item.code}"]) for item in self._items]

    def own_fields(self) -> list[forms.BoundField]:
        """The questions about the notice itself."""
        asked_elsewhere = ("says_", "count_", "reason", "seen_version", "document")
        return [self[name] for name in self.fields if not name.startswith(asked_elsewhere)]

    def clean_dated(self) -> date:
        """A statement that was made already."""
        dated: date = self.cleaned_data["dated"]
        if dated > timezone.localdate():
            raise forms.ValidationError(error_sentence("date_in_future", {}))
        return dated

    def clean(self) -> dict[str, Any]:
        """A notice that says nothing of any item changes nothing and is probably unfinished."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(f"says_{item.code}") for item in self._items):
            raise forms.ValidationError(_("Say for at least one data item what the notice says of it."))
        return given

    def notice(self) -> NewNotice:
        """What the valid form says."""
        given = self.cleaned_data
        return NewNotice(
            code=given["code"],
            cohort=given["cohort"].code,
            source=given["source"],
            dated=given["dated"],
            citation=given["citation"],
            to_claimants=given["to_claimants"],
            assertions=[
                NewAssertion(item=item.code, says=Says(given[f"says_{item.code}"]), count=given[f"count_{item.code}"])
                for item in self._items
                if given[f"says_{item.code}"]
            ],
            source_detail_ko=given["source_detail_ko"],
            source_detail_en=given["source_detail_en"],
            term_used_ko=given["term_used_ko"],
            term_used_en=given["term_used_en"],
            accounts=given["accounts"],
            note_ko=given["note_ko"],
            note_en=given["note_en"],
            supersedes=given["supersedes"].code if given["supersedes"] else None,
            document=self.paper_id,
        )


class CohortForm(forms.Form):
    """A new group of accounts."""

    name_ko = forms.CharField(label=_("Name, in Korean"), max_length=200)
    name_en = forms.CharField(label=_("Name, in English"), max_length=200)
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, in small letters, for example found_later. It stays.")
    )
    accounts = forms.IntegerField(label=_("Number of accounts"), required=False, min_value=0, max_value=_LONGEST_COUNT)


class DataItemForm(forms.Form):
    """A new kind of personal information."""

    name_ko = forms.CharField(label=_("Name, in Korean"), max_length=100)
    name_en = forms.CharField(label=_("Name, in English"), max_length=100)
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Short, in small letters, for example phone. It stays.")
    )


def _says() -> list[tuple[str, str]]:
    return [(says, label("says", says)) for says in LeakAssertion.Says.values]


def _rows(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def _choose(field: forms.Field, choices: Sequence[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _notice_label(notice: BreachNotice) -> str:
    return f"{notice.code} · {notice.dated:%Y-%m-%d} · {label('source', notice.source)}"
