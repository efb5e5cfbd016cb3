"""Takes out of a page what its reader may not read: what is shown in, the same veiled out.

Whoever may see personal data and small counts gets everything as it is. For others the one place
is here: names out of the rows' labels, keys and values of findings, cells of personal columns,
texts that may name somebody and wait for an answer, and whatever a person wrote that may do so; and
every count of a form that keeps small ones back, for here it is not known which are. The one
surprising thing: nothing is veiled where it is kept. The registry and the landing tables are
closed to every other role (sql/roles.sql), and what a finding is matched by over versions stays
as it always was; so rows of yesterday are veiled like those of today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from etl.contracts import load_forms
from etl.desk.identity import Person, Right
from etl.desk.queries import Row
from etl.desk.return_view import ReturnPage
from etl.model import Form, Table
from etl.reference import Reference
from etl.registry.return_history import Issue
from etl.warehouse.kept_back import kept_back_of
from etl.wording.personal import HIDDEN, QUESTION, Detector

_UNSAID = "Nội dung phát hiện này có thể nêu tên người nên được ẩn."
_UNCOUNTED = "Nội dung phát hiện này có thể nêu số nhỏ nên được ẩn."
_ABOUT_COUNTS = ("confirmation_reason", "decision_reason", "earlier_reason", "reason",
                 "authority", "revoked_reason", "data_note")  # fmt: skip
_WRITTEN = (*_ABOUT_COUNTS, "file_name")
_SHORTEST = 2  # letters of a name that is looked for inside of sentences
Places = frozenset[tuple[str, int, str]]  # sheet, row and column


class Veil:
    """What one reader may not read."""

    def __init__(self, person: Person, reference: Reference) -> None:
        self._sees_names = person.may(Right.SEE_PERSONAL)
        self._sees_counts = person.may(Right.SEE_SMALL_COUNTS)
        self.lifted = self._sees_names and self._sees_counts
        self._detector = Detector(places={area.name for area in reference.seeds.areas})

    def text(self, text: str, secrets: Collection[str] = ()) -> str:
        """Give a text that somebody wrote, or that it is hidden."""
        if self._sees_names or not text:
            return text
        return HIDDEN if self._names(text, secrets) else text

    def columns(self, form: Form | None) -> Collection[str]:
        """Give the columns of a form of which nothing may be read."""
        if form is None:
            return frozenset()
        names = set() if self._sees_counts else {*kept_back_of(form)}
        personal = (column.name for column in form.columns if column.personal)
        return names if self._sees_names else names.union(personal)

    def places(self, findings: Sequence[Row]) -> Places:
        """Give the cells that may not be read; see `hidden_places`."""
        return frozenset() if self._sees_names else hidden_places(findings)

    def what(self, form: Form) -> str:
        """Say which columns are not shown; "" where all are."""
        hides = self.columns(form)
        small = self._hides_counts(form)
        names = any(column.personal for column in form.columns if column.name in hides)
        kinds = ["tên cá nhân"] * names + ["số nhỏ"] * small
        return f"Cột có {' và '.join(kinds)} được ẩn." if kinds else ""

    def row(self, row: Row, secrets: Collection[str] = (), form: Form | None = None) -> Row:
        """Give a row of the registry with what people wrote in it; of a form that it may name."""
        form = form or load_forms().get(row.get("form_id") or "")
        return {
            name: self._written(value, secrets, form if name in _ABOUT_COUNTS else None)
            if name in _WRITTEN and value
            else value
            for name, value in row.items()
        }

    def finding(self, row: Row, secrets: Collection[str] = ()) -> Row:
        """Give a finding; `secrets` are texts of its rows that may not be read."""
        if self.lifted:
            return row
        form = load_forms().get(row["form_id"])
        if counts := self._hides_counts(form):
            row = {**row, **_counted(row)}
        said = {name: row[name] or "" for name in ("row_label", "value", "message")}
        hidden = {
            "row_label": self._hides(form, form.label if form else ()),
            "value": self._hides(form, [row["column_name"]]),
        }
        known = {*secrets, *(said[name] for name, is_hidden in hidden.items() if is_hidden)}
        shown = {
            name: "" if is_hidden else self.text(said[name], known)
            for name, is_hidden in hidden.items()
        }
        is_quoted = hidden["value"] or row.get("asks_person") or self._names(said["message"], known)
        is_unsaid = is_quoted and row["rule_id"] != QUESTION and not counts
        return {
            **self.row(row, known),
            "row_key": "",
            "row_label": "" if row.get("asks_person") else shown["row_label"],
            "value": HIDDEN if hidden["value"] and said["value"] else shown["value"],
            "expected": self.text(row.get("expected") or "", known),
            "message": _UNSAID if is_unsaid else said["message"],
        }

    def page(self, page: ReturnPage) -> ReturnPage:
        """Give a return's page."""
        if self.lifted:
            return page
        hidden = hidden_places(page.findings)
        by_row = _secrets(page.form, page.table, hidden)
        everything = frozenset(text for texts in by_row.values() for text in texts)

        def of(cells: Iterable[Mapping[str, object]]) -> Collection[str]:
            rows = [(str(cell["sheet"]), int(str(cell["row"]))) for cell in cells]
            return {text for row in rows for text in by_row.get(row, ())} if rows else everything

        def written(row: Row) -> Row:
            return self.row(row, everything, page.form)

        return replace(
            page,
            head=written(page.head),
            findings=[self.finding(row, of(row["cells"] or ())) for row in page.findings],
            versions=[self.row(row) for row in page.versions],
            events=[written(row) for row in page.events],
            judgements=[written(row) for row in page.judgements],
            corrections=[
                self._correction(page, row, hidden, everything) for row in page.corrections
            ],
            waivers=[written(row) for row in page.waivers],
            disputes=[self.text(one, everything) for one in page.disputes],
            issues=[self._issue(issue, everything) for issue in page.issues],
            proposals=[
                replace(
                    one,
                    reason=self._written(one.reason, everything, page.form),
                    decision_reason=self._written(one.decision_reason, everything, page.form),
                )
                for one in page.proposals
            ],
        )

    def _correction(
        self, page: ReturnPage, row: Row, hidden: Places, secrets: Collection[str]
    ) -> Row:
        sheets = [page.head["sheet"], *page.head["more_sheets"]]
        place = (sheets[row["sheet_no"] - 1], row["excel_row"], row["column_name"])
        is_hidden = self._hides(page.form, [row["column_name"]]) or place in hidden
        values = {
            name: HIDDEN if is_hidden else self.text(row[name] or "")
            for name in ("original_value", "corrected_value")
        }
        of = {"form_id": page.form.id, "row_label": ""}
        found = [self.finding({**one, **of}, secrets) for one in row["findings"]]
        return {**self.row(row, secrets, page.form), **values, "findings": found}

    def _issue(self, issue: Issue, secrets: Collection[str]) -> Issue:
        told = issue.finding
        shown = self.finding({**asdict(told), "column_name": told.column}, secrets)
        texts = {name: shown[name] for name in ("message", "row_label", "row_key", "value")}
        return replace(issue, finding=replace(told, **texts), before=None)

    def _written(self, text: str | None, secrets: Collection[str], form: Form | None) -> str:
        return HIDDEN if text and self._hides_counts(form) else self.text(text or "", secrets)

    def _hides_counts(self, form: Form | None) -> bool:
        return bool(form and form.sensitive) and not self._sees_counts

    def _hides(self, form: Form | None, names: Iterable[str]) -> bool:
        return not set(self.columns(form)).isdisjoint(names)

    def _names(self, text: str, secrets: Collection[str]) -> bool:
        low = text.casefold()
        if any(len(one) >= _SHORTEST and one.casefold() in low for one in secrets):
            return True
        return bool(self._detector.kinds(text))


def hidden_places(findings: Sequence[Row]) -> Places:
    """Give the cells whose text may name somebody and has no answer that a steward accepted."""
    return frozenset(
        (str(cell["sheet"]), int(cell["row"]), row["column_name"])
        for row in findings
        if row["rule_id"] == QUESTION and row["decision"] != "accepted" and not row["is_waived"]
        for cell in row["cells"] or ()
    )


def _secrets(
    form: Form, table: Table | None, hidden: Places
) -> Mapping[tuple[str, int], Collection[str]]:
    """Give the texts of each row that may not be read."""
    found = defaultdict[tuple[str, int], set[str]](set)
    if table is None:
        return found
    places = [(table.sheet_of(row), row[1]) for row in table.numbered]
    for column in form.columns:
        for place, value in zip(places, table.values.get(column.name, ()), strict=False):
            if isinstance(value, str) and (column.personal or (*place, column.name) in hidden):
                found[place].add(value)
    return found


def _counted(row: Row) -> Row:
    """Give what a finding says that may be a small count, without it."""
    said = {name: HIDDEN for name in ("value", "expected") if row.get(name)}
    hidden: dict[str, object] = {"difference": None} if "difference" in row else {}
    return {**said, **hidden, "message": _UNCOUNTED}
