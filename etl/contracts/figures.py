"""What the report's figures are: text/figures.yaml, checked, as `FigureSpec`s.

The one surprising thing: the words of a period ($standard, $basis) are filled in by the report;
here they stand as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import RootModel, model_validator

from etl.contracts.declared import Declared, Slip, read_declared, refusal
from etl.contracts.rules import unknown_columns
from etl.model import Form

Style = Literal["count", "words", "million", "percent", "change", "number"]


class Detail(Declared):
    """The rows below a figure: the same figure measured over them, and the cells that hold it.

    Without a mart the cells are those of the columns in all rows of the returns.
    """

    mart: str = ""
    where: Mapping[str, str] = {}
    columns: tuple[str, ...] = ()


class FigureSpec(Declared):
    """What a figure is and how it is printed."""

    id: str
    name: str
    mart: str
    style: Style
    unit: str
    where: Mapping[str, str] = {}
    basis: str = ""
    form: str = ""
    missing: str = ""  # reason to print when there is no value
    headline: bool = False
    previous: bool = False  # speaks of the same period a year before
    detail: Detail | None = None


class FiguresFile(RootModel[Mapping[str, FigureSpec]]):
    """The whole file: figures by id."""

    @model_validator(mode="before")
    @classmethod
    def _with_ids(cls, entries: Any) -> Any:
        if not isinstance(entries, dict):
            return entries
        return {
            id_: {"id": id_, **entry} if isinstance(entry, dict) else entry
            for id_, entry in entries.items()
        }


def read_figures(path: Path, forms: Mapping[str, Form]) -> FiguresFile:
    """Read the figures; raises `ContractError` for each form or column that is none of `forms`."""
    figures = read_declared(path, FiguresFile)
    if slips := list(_slips(figures.root, forms)):
        raise refusal(path, slips)
    return figures


def _slips(figures: Mapping[str, FigureSpec], forms: Mapping[str, Form]) -> Iterator[Slip]:
    """Give the forms and columns that figures stand on and no contract declares."""
    for id_, figure in figures.items():
        form = forms.get(figure.form)
        if figure.form and form is None:
            yield Slip((id_, "form"), f"{figure.form!r} is no form")
        if form is not None and figure.detail is not None:
            known = {column.name for column in form.columns}
            yield from unknown_columns((id_, "detail", "columns"), figure.detail.columns, known)
