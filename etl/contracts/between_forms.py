"""What forms say of each other: forms in, slips of the pen out, and what is laid beside what.

The one surprising thing: a measure of a grain is asked once, of one form. Two columns ask the same
when name, unit and measure agree, and what tells their rows apart: the lists and choices of their
keys, a place standing for those that it lies in. Who must ask it again, as the whole that a part is
measured by, says `check_of: <form>.<column>`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from etl.contracts.declared import Slip
from etl.kinds import kind_of, listed_kind
from etl.model import Column, Form
from etl.wording.names import normalise_vietnamese


def slips_beside(forms: Mapping[Path, Form]) -> Mapping[Path, Sequence[Slip]]:
    """Tell which numbers and sheets of forms another contract has already, by contract."""
    found: dict[Path, list[Slip]] = {}
    for (first, form), (path, other) in combinations(forms.items(), 2):
        for word in ("number", "sheet"):
            said = getattr(other, word)
            if normalise_vietnamese(said) == normalise_vietnamese(getattr(form, word)):
                text = f"{said!r} is that of {first.name}, too"
                found.setdefault(path, []).append(Slip((word,), text))
    return found


def slips_of_parts(forms: Mapping[Path, Form]) -> Iterator[tuple[Path, Sequence[Slip]]]:
    """Tell of parts of forms (`Form.part_of`) why their rows could not belong to those."""
    by_id = {form.id: form for form in forms.values()}
    for path, form in forms.items():
        if form.part_of and (slips := list(_part_slips(form, by_id.get(form.part_of)))):
            yield path, slips


def _part_slips(part: Form, whole: Form | None) -> Iterator[Slip]:
    if whole is None or whole.part_of:
        yield Slip(("part_of",), f"{part.part_of!r} is no form, or a part itself")
        return
    if missing := [name for name in whole.key if name not in part.key]:
        text = f"the key of {whole.id} has {missing}, which its parts need in theirs"
        yield Slip(("part_of",), text)
    if part.frequencies != whole.frequencies:
        text = f"{whole.id} is made each {', '.join(whole.frequencies)}, and so are its parts"
        yield Slip(("frequencies",), text)
    for own, total in part.makes.items():
        for form, name in ((part, own), (whole, total)):
            if not any(c.name == name and kind_of(c).is_number for c in form.columns):
                yield Slip(("makes",), f"{form.id} has no column {name!r} of numbers")
            elif name in form.sensitive:
                yield Slip(("makes",), f"{name!r} of {form.id} keeps its small counts back")


def slips_between(forms: Mapping[Path, Form]) -> Iterator[tuple[Path, Sequence[Slip]]]:
    """Tell of parts without their form, of what is asked twice, and of checks of nothing."""
    yield from slips_of_parts(forms)
    by_id = {form.id: form for form in forms.values()}
    asked: dict[tuple[object, ...], list[Form]] = {}
    for path, form in sorted(forms.items(), key=lambda item: item[1].number):
        slips = []
        for number, column in enumerate(form.columns):
            if column.check_of:
                if text := _no_source(form, column, by_id):
                    slips.append(Slip(("columns", number, "check_of"), text))
            elif kind_of(column).is_number and column.is_amount:
                same = asked.setdefault(
                    (column.name, column.unit, column.measure, frozenset(grain(form))), []
                )
                if other := next((one for one in same if _meet(one, form)), None):
                    slips.append(Slip(("columns", number, "name"), _twice(other, column)))
                same.append(form)
        if slips:
            yield path, slips


def grain(form: Form) -> Mapping[str, str]:
    """Give what tells the rows of a form apart, each with its column.

    Lists and choices; what stands on no list is the form's own.
    """
    keys = [column for column in form.columns if column.name in form.key]
    above = {kind.above for column in keys if (kind := listed_kind(column))}
    return {told_by(form, column): column.name for column in keys if column.type not in above}


def told_by(form: Form, column: Column) -> str:
    """Say what the values of a column are members of: its choices, its list, or the form's own."""
    if column.choices:
        return f"{column.name} ({', '.join(sorted(column.choices))})"
    return column.type if listed_kind(column) else f"{column.name} of {form.id}"


def _meet(one: Form, other: Form) -> bool:
    return not set(one.frequencies).isdisjoint(other.frequencies)


def _twice(other: Form, column: Column) -> str:
    return (
        f"{other.id} asks {column.name} ({column.unit}) of each {', '.join(sorted(grain(other)))} "
        f"already: leave it out here, or say `check_of: {other.id}.{column.name}` where the whole "
        "must stand beside its parts, or name it otherwise if it counts something else"
    )


def _no_source(form: Form, column: Column, forms: Mapping[str, Form]) -> str:
    """Say why a column can be no check of what it names; "" where it can."""
    other_id, _, name = column.check_of.partition(".")
    other = forms.get(other_id)
    source = next((c for c in other.columns if c.name == name), None) if other else None
    if other is None or source is None or other is form:
        return f"{column.check_of!r} is no column of another form (<form>.<column>)"
    if source.sensitive:
        return f"{column.check_of} keeps its small counts back; said again they are given away"
    if source.check_of:
        return f"{column.check_of} is a check itself, of {source.check_of}; name that"
    if (source.unit, source.measure) != (column.unit, column.measure):
        said = f"{source.unit!r}, {source.measure!r}"
        return f"{column.check_of} is another measure: {said}"
    if not grain(form).keys() <= grain(other).keys() or not _meet(form, other):
        return f"{column.check_of} is asked of other rows or periods, which nobody can compare"
    return ""
