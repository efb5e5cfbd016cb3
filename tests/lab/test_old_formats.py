"""Files of other programs and older days: .xls, .ods and the fonts of the nineties."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Reading
from etl.workbook.foreign.formats.biff import open_old_book
from etl.workbook.read import read_workbook
from tests.lab.ink import write
from tests.lab.old_fonts import to_tcvn3, to_vni
from tests.lab.score import rows_meant, rows_read, score
from tests.lab.sketch import Sketch, reference, sketch

OFFICE = shutil.which("soffice") or "soffice"
SEEDS = range(3)


def in_font(drawn: Sketch, font: str) -> Sketch:
    """Retype a whole sketch in an old font, as an officer's template of 1999 would have it."""
    encode = to_vni if font.startswith("VNI") else to_tcvn3
    capitals = font.endswith("H")

    def typed(text: str) -> str:
        return encode(text.lower() if capitals else text)

    drawn.font = font
    drawn.title = [typed(text) for text in drawn.title]
    drawn.unit = typed(drawn.unit)
    drawn.foot = [typed(text) for text in drawn.foot]
    drawn.headers = {name: typed(drawn.column(name).header) for name in drawn.order}
    drawn.groups = {name: typed(drawn.column(name).group) for name in drawn.order}
    for line in drawn.lines:
        for name, value in line.cells.items():
            if isinstance(value, str):
                line.cells[name] = typed(value)
    return drawn


def convert(paths: list[Path], suffix: str, folder: Path) -> Mapping[str, Path]:
    """Convert workbooks with LibreOffice in one go."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=180)
    return {path.stem: folder / f"{path.stem}.{suffix}" for path in paths}


def read(path: Path) -> Reading:
    """Read one file with the real forms and lists."""
    return read_workbook(path, load_forms(), reference())


@pytest.mark.parametrize("font", [".VnTime", ".VnArial", ".VnTimeH", "VNI-Times"])
@pytest.mark.parametrize("form", ["works", "poverty", "population"])
def test_old_fonts_read_as_unicode(font: str, form: str, tmp_path: Path) -> None:
    for seed in SEEDS:
        plain, odd = sketch(form, seed), in_font(sketch(form, seed), font)
        reading = read(write(odd, tmp_path / f"{seed}.xlsx"))
        assert score(font, reading, odd, []).is_right, reading.findings[:3]
        found = rows_read(reading, plain)
        meant = rows_meant(plain, plain)
        if font.endswith("H"):
            meant = [_capitals(row, plain) for row in meant]
        assert found == meant


def _capitals(row: Mapping[str, object], plain: Sketch) -> dict[str, object]:
    texts = {column.name for column in plain.form.columns if column.type == "text"}
    return {
        name: value.upper() if name in texts and isinstance(value, str) else value
        for name, value in row.items()
    }


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Sketch, Path]]:
    """Write one sketch of each kind that is converted."""
    folder = tmp_path_factory.mktemp("drawn")
    sketches = {
        "works": sketch("works", 1),
        "poverty": sketch("poverty", 2),
        "tcvn3": in_font(sketch("works", 3), ".VnTime"),
        "hidden": sketch("works", 4),
        "faulty": sketch("works", 5),
    }
    sketches["hidden"].hidden_rows = [sketches["hidden"].records[2]]
    sketches["faulty"].records[2].formula["disbursed_million_vnd"] = ("=1/0", "#DIV/0!")
    sketches["faulty"].records[4].cells["commune"] = "Xã Không Có"
    return {name: (one, write(one, folder / f"{name}.xlsx")) for name, one in sketches.items()}


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats_read_as_the_xlsx_does(
    suffix: str, drawn: Mapping[str, tuple[Sketch, Path]], tmp_path: Path
) -> None:
    converted = convert([path for _, path in drawn.values()], suffix, tmp_path)
    for name in ("works", "poverty"):
        one, path = drawn[name]
        reading = read(converted[name])
        assert reading.kind == suffix
        assert reading.findings == (), name
        assert rows_read(reading, one) == rows_read(read(path), one)


def test_xls_tells_fonts_hidden_rows_and_errors(
    drawn: Mapping[str, tuple[Sketch, Path]], tmp_path: Path
) -> None:
    converted = convert([path for _, path in drawn.values()], "xls", tmp_path)
    old = read(converted["tcvn3"])
    assert old.findings == ()
    assert rows_read(old, drawn["tcvn3"][0]) == rows_meant(sketch("works", 3), sketch("works", 3))
    assert [f.rule_id for f in read(converted["hidden"]).findings] == ["file.hidden_rows"]
    rules = {finding.rule_id for finding in read(converted["faulty"]).findings}
    assert rules == {"cell.error_value", "cell.unknown_commune"}


def test_looks_of_an_xls_that_lead_nowhere_cost_no_error(
    drawn: Mapping[str, tuple[Sketch, Path]], tmp_path: Path
) -> None:
    """A text whose runs name a font that is not there, and no fonts left for struck ones."""
    one, path = drawn["faulty"]
    old = open_old_book(convert([path], "xls", tmp_path)["faulty"].read_bytes())
    whole = old.details(one.sheet)
    assert list(whole.errors.values()) == ["#DIV/0!"]
    old.book.sheet_by_name(one.sheet).rich_text_runlist_map[0, 0] = [(0, 9_999)]
    old.book.font_list.append(None)
    broken = old.details(one.sheet)
    assert broken.errors == whole.errors
    assert broken.hidden_rows == whole.hidden_rows


def test_template_named_xls_is_read_for_what_it_is(tmp_path: Path) -> None:
    one = sketch("works", 1)
    path = write(one, tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    reading = read(path)
    assert reading.kind == "xlsx"
    assert reading.findings == ()
