"""Comparisons with forms of other senders: a check in, which columns make rows comparable out.

The one surprising thing: rows are matched by the lists that both forms have, never by the names of
columns, and of places by the lowest that both tell; so a column of districts that holds communes
since a day is matched as what it is on that day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from etl.contracts.between_forms import grain, told_by
from etl.contracts.declared import Slip
from etl.contracts.demands import Headers
from etl.contracts.vocabulary import unknown_columns
from etl.kinds import OfAgencies, listed_kind, place_columns
from etl.model import CellValue, Column, Form

_AGREES = ("Cùng một số: hai biểu phải thống nhất",) * 2
_MAKES = (
    "Cộng các dòng ở biểu này phải bằng số ở biểu kia",
    "Phải bằng tổng các dòng ở biểu kia",
)
_ABOUT = ("Gần bằng số ở biểu kia, lệch quá mức cho phép thì hỏi",) * 2
_SHARE = (
    "Không vượt một tỷ lệ của số ở biểu kia",
    "Số ở biểu kia không vượt một tỷ lệ của số này",
)
_NO_MORE = ("Không nhiều hơn số ở biểu kia", "Không ít hơn số ở biểu kia")
BESIDE = "beside_form"
_MANY = 640
_PERIODS = {"year": "2020", "quarter": "2020-Q1", "six_months": "2020-H1"}


class BesideCheck(Protocol):
    """What a check says of another form."""

    @property
    def form_id(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def by(self) -> tuple[str, ...]: ...
    @property
    def by_sender(self) -> bool: ...
    @property
    def other(self) -> str: ...
    @property
    def where_other(self) -> Mapping[str, CellValue]: ...
    @property
    def must(self) -> str: ...
    @property
    def row_by_row(self) -> bool: ...
    @property
    def share(self) -> str | None: ...
    @property
    def within(self) -> str | None: ...
    @property
    def periods(self) -> tuple[str, ...]: ...
    @property
    def asks(self) -> str: ...


class LaidBeside(NamedTuple):
    """A column of a form beside one of another form, and what is demanded of the first."""

    column: Column
    other: Form
    beside: Column
    how: str
    periods: tuple[str, ...] = ()  # empty: all that both are made for


class Paired(NamedTuple):
    """Columns that hold the same in rows of two forms, pair by pair."""

    own: tuple[str, ...]
    other: tuple[str, ...]
    place: int | None  # which of them says the place
    sender: str = ""  # of the other form: who sends this one


def match(check: BesideCheck, own: Form, other: Form) -> Paired | None:
    """Pair the columns by which rows of two forms are compared; None when they have no such."""
    pairs: list[tuple[str, str]] = []
    places = {c.type: c.name for c in place_columns(other)}
    shared = [(c.name, places[c.type]) for c in place_columns(own) if c.type in places]
    pairs += shared[:1]  # the lowest comes first
    theirs = {told_by(other, c): c.name for c in other.columns if _tells_apart(c)}
    for name in check.by:
        column = next((c for c in own.columns if c.name == name), None)
        if column is None or column in place_columns(own):
            continue
        if (found := theirs.get(told_by(own, column))) is None:
            return None
        pairs.append((name, found))
    senders = (c.name for c in other.columns if isinstance(listed_kind(c), OfAgencies))
    sender = next(senders, "")
    if check.by_sender and not sender:
        return None
    mine, those = tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
    return Paired(mine, those, 0 if shared else None, sender if check.by_sender else "")


def _tells_apart(column: Column) -> bool:
    kind = listed_kind(column)
    return bool(column.choices) or (kind is not None and not kind.is_place)


def repeated_columns(forms: Mapping[str, Form]) -> Iterator[dict[str, Any]]:
    """Give the checks that columns ask for which repeat another form's (`check_of`).

    Small counts that are for the Board alone are told to no other sender.
    """
    for form in forms.values():
        for column in form.columns:
            other_id, _, name = column.check_of.partition(".")
            other = forms.get(other_id)
            if other is None or name not in {one.name for one in other.columns}:
                continue  # a slip, told of the contract
            if not {column.name} & {*form.sensitive} and name not in other.sensitive:
                yield {
                    "id": f"across.{form.id}_{column.name}_beside",
                    "words": {
                        "column": column.whole_header,
                        "other_column": other.column(name).whole_header,
                        "other_form": other.number,
                    },
                    "form": form.id,
                    "columns": (column.name,),
                    "by": tuple(grain(form).values()),
                    "other": column.check_of,
                    **_examples(form, column.name, other, name),
                }


def _examples(form: Form, column: str, other: Form, name: str) -> Mapping[str, Any]:
    kinds = [kind for kind in form.frequencies if kind in other.frequencies and kind in _PERIODS]
    period = _PERIODS[kinds[-1]]

    def sent(of: Form, agency: str, **cells: CellValue) -> Mapping[str, Any]:
        headers = Headers({one.name: one for one in of.columns})
        row = {key: headers.samples(key)[0] or "A" for key in of.key} | cells
        return {"form": of.id, "agency": agency, "period": period, "rows": (row,)}

    there = sent(other, "other", **{name: _MANY})
    right, wrong = (sent(form, "one", **{column: value}) for value in (_MANY, 2 * _MANY))
    return {"passing": (there, right), "failing": (there, wrong)}


def forms_beside_slips(check: BesideCheck, forms: Mapping[str, Form]) -> Iterator[Slip]:
    """Give what a check says of another form that is not so."""
    own, (other_id, _, name) = forms[check.form_id], check.other.partition(".")
    other = forms.get(other_id)
    if other is None or name not in {column.name for column in other.columns}:
        yield Slip(("other",), f"{check.other!r} is no column of a form (<form>.<column>)")
        return
    known = {column.name for column in other.columns}
    yield from unknown_columns(("where_other",), set(check.where_other), known)
    if len(check.columns) != 1:
        yield Slip(("columns",), "one column is laid beside another form's")
    elif check.columns[0] in own.sensitive or name in other.sensitive:
        yield Slip(("other",), "small counts are for the Board alone; no other sender is told them")
    if match(check, own, other) is None:
        yield Slip(("by",), f"{other_id} has no columns whose members are the same")
    if set(own.frequencies).isdisjoint(other.frequencies):
        yield Slip(("other",), f"{other_id} is made for no period of {own.id}")
    if check.row_by_row and check.must != "not_more":
        yield Slip(("row_by_row",), "rows stand by themselves only where they are no more")
    if (check.share and check.must != "not_more") or (check.within and check.must != "same"):
        yield Slip(("must",), "a share is of what is not more, a margin of what is the same")
    if check.asks == "later" and check.must != "same":
        yield Slip(("asks",), "who came last is asked only where the two must be the same")


def related(checks: Iterable[BesideCheck]) -> Mapping[str, frozenset[str]]:
    """Name the forms that each form is laid beside, either way."""
    found: dict[str, set[str]] = {}
    for check in checks:
        if other := check.other.partition(".")[0]:
            found.setdefault(check.form_id, set()).add(other)
            found.setdefault(other, set()).add(check.form_id)
    return {form_id: frozenset(others) for form_id, others in found.items()}


def relations(
    forms: Mapping[str, Form], checks: Iterable[BesideCheck] = ()
) -> Mapping[str, Sequence[LaidBeside]]:
    """Give what each form is laid beside in others."""
    checks = list(checks)
    found: dict[str, list[LaidBeside]] = {id: [] for id in forms}
    for form in forms.values():
        said: list[tuple[str, str, tuple[str, str], tuple[str, ...]]] = [
            (one.columns[0], one.other, _how(one), one.periods)
            for one in checks
            if one.form_id == form.id and one.other
        ]
        told = {(column, other) for column, other, *_ in said}
        said += [
            (column.name, column.check_of, _AGREES, ())
            for column in form.columns
            if column.check_of and (column.name, column.check_of) not in told
        ]
        said += [(own, f"{form.part_of}.{of}", _MAKES, ()) for own, of in form.makes.items()]
        order = [column.name for column in form.columns]
        for name, target, (how, back), periods in sorted(said, key=lambda one: order.index(one[0])):
            other_id, _, other_name = target.partition(".")
            column, other = form.column(name), forms[other_id]
            beside = other.column(other_name)
            found[form.id].append(LaidBeside(column, other, beside, how, periods))
            found[other.id].append(LaidBeside(beside, form, column, back, periods))
    return found


def _how(check: BesideCheck) -> tuple[str, str]:
    """Say what a check demands of its form, and of the other."""
    if check.within:
        return _ABOUT
    if check.share:
        return _SHARE
    return _AGREES if check.must == "same" else _NO_MORE
