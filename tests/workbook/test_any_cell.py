"""Any cell that the file formats allow, anywhere on a sheet: a verdict in Vietnamese words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.contracts import load_forms
from etl.examine import Verdict, finding_lines, verdict_line
from etl.model import Reading
from etl.validate import judge
from etl.workbook.read import read_workbook
from tests.lab.ink import write
from tests.lab.sketch import reference, sketch
from tests.lab.test_old_formats import convert
from tests.program_words import program_words
from tests.workbook.any_cell import (
    Drawn,
    ods_cells,
    put_ods,
    put_xls,
    put_xlsx,
    with_looks,
    xls_cells,
    xlsx_cells,
)

FORMS = ["works", "poverty", "support_projects", "population", "commendations"]
FILES = 24  # judged together, which costs little more than one
CAREFUL = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # what fails is told with its cell; making it small takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def _drawn(cells: st.SearchStrategy[Drawn]) -> st.SearchStrategy[list[tuple[str, Drawn]]]:
    return st.lists(st.tuples(st.sampled_from(FORMS), cells), min_size=FILES, max_size=FILES)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Write a clean workbook of each form."""
    folder = tmp_path_factory.mktemp("plain")
    return {form: write(sketch(form, 1), folder / f"{form}.xlsx") for form in FORMS}


@pytest.fixture(scope="module", params=["xls", "ods"])
def other(
    request: pytest.FixtureRequest,
    plain: Mapping[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Mapping[str, Path]]:
    """Give the same workbooks as another program saves them."""
    suffix = str(request.param)
    return suffix, convert([*plain.values()], suffix, tmp_path_factory.mktemp(suffix))


@CAREFUL
@given(drawn=_drawn(xlsx_cells()))
def test_any_cell_of_an_xlsx(
    plain: Mapping[str, Path], tmp_path: Path, drawn: list[tuple[str, Drawn]]
) -> None:
    looks = {form: with_looks(path.read_bytes()) for form, path in plain.items()}
    made = [put_xlsx(*looks[form], cell) for form, cell in drawn]
    _look_at(made, drawn, tmp_path / "a.xlsx")


@CAREFUL
@given(data=st.data())
def test_any_cell_of_an_xls_or_ods(
    other: tuple[str, Mapping[str, Path]], tmp_path: Path, data: st.DataObject
) -> None:
    suffix, paths = other
    cells, put = _OTHERS[suffix]
    drawn = data.draw(_drawn(cells))
    contents = {form: path.read_bytes() for form, path in paths.items()}
    made = [put(contents[form], cell) for form, cell in drawn]
    _look_at(made, drawn, tmp_path / f"a.{suffix}")


_OTHERS: dict[str, tuple[st.SearchStrategy[Drawn], Callable[[bytes, Drawn], bytes]]] = {
    "xls": (xls_cells(), put_xls),
    "ods": (ods_cells(), put_ods),
}


def _look_at(files: list[bytes], drawn: list[tuple[str, Drawn]], path: Path) -> None:
    """Read and judge files; nothing may raise, and all that is said is in a person's words."""
    readings = []
    for number, content in enumerate(files):
        path.write_bytes(content)
        try:
            readings.append(replace(_read(path), sha256=str(number)))
        except Exception as error:
            raise AssertionError(drawn[number]) from error
    judgements = judge(readings, load_forms(), reference())
    for number, reading in enumerate(readings):
        own = tuple(one for one in judgements if one.sha256 == str(number))
        verdict = Verdict(path, reading, own)
        lines = [verdict_line(verdict, path.name), *finding_lines(verdict), *reading.recognised]
        said = [(program_words(line), line) for line in lines if program_words(line)]
        assert not said, (said, drawn[number])


def _read(path: Path) -> Reading:
    return read_workbook(path, load_forms(), reference())
