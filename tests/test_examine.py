"""The pre-check of whole folders: each of a thousand files gets its one verdict, in one go."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from etl.examine import Verdict, examine, finding_lines, summary, verdict_lines, workbooks
from etl.model import Severity
from tests.lab import parcels
from tests.lab.ink import write
from tests.lab.sketch import sketch

_JUNK = {
    "html": (b"<html><body><table><tr><td>%d</td></tr></table></body></html>", "trang web"),
    "csv": (b"a;b;c\n%d;2;3\n", "văn bản CSV"),
    "pdf": (b"%%PDF-1.7\n%d", "PDF"),
    "xml": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        b"<!-- %d --></Workbook>",
        "XML 2003",
    ),
    "rtf": (b"{\\rtf1 %d}", "RTF"),
}
_SAVE = "Lưu thành (File → Save As), chọn kiểu “Excel Workbook (*.xlsx)”"


def lay(folder: Path) -> int:
    """Fill a folder with a thousand files of others, a few of ours among them."""
    for number in range(950):
        kind = sorted(_JUNK)[number % len(_JUNK)]
        (folder / f"{number:04}.xls").write_bytes(_JUNK[kind][0] % number)
    plain = write(sketch("works", 1), folder / "ours.xlsx").read_bytes()
    for number in range(20):
        shutil.copy(folder / "ours.xlsx", folder / f"copy{number}.xlsx")
    for number in range(10):
        (folder / f"cut{number}.xlsx").write_bytes(plain[: 2_000 + number])
        (folder / f"locked{number}.xlsx").write_bytes(parcels.ole("EncryptedPackage"))
    nobody = sketch("works", 2)
    nobody.title = [nobody.form.number, "Kỳ báo cáo: Năm 2020"]
    write(nobody, folder / "nobody.xlsx")
    return 992


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Examine the folder once."""
    folder = tmp_path_factory.mktemp("foreign")
    count = lay(folder)
    made = {one.path.name: one for one in examine(workbooks([folder]))}
    assert len(made) == count
    return made


def line_of(verdict: Verdict) -> str:
    """Give the line of one file."""
    (line,) = verdict_lines([verdict])
    return line


def test_each_file_gets_one_line_that_says_what_it_is(verdicts: dict[str, Verdict]) -> None:
    lines = dict(zip(verdicts, verdict_lines([*verdicts.values()]), strict=True))
    assert all("\n" not in line and line.endswith((".", "lỗi", "?")) for line in lines.values())
    told = Counter(
        word for line in lines.values() for _, word in _JUNK.values() if f" {word}" in line
    )
    assert told == {word: 190 for _, word in _JUNK.values()}
    assert "đặt mật khẩu" in lines["locked3.xlsx"]
    assert "bị hỏng" in lines["cut3.xlsx"]


def test_what_was_saved_wrongly_is_told_how_to_save_it(verdicts: dict[str, Verdict]) -> None:
    for name in ("0000.xls", "0001.xls", "0003.xls", "0004.xls"):  # not the PDF
        assert _SAVE in line_of(verdicts[name])


def test_a_form_without_sender_is_said_to_be_recognised(verdicts: dict[str, Verdict]) -> None:
    line = line_of(verdicts["nobody.xlsx"])
    assert "nhận ra Biểu số 01/BDT nhưng chưa nhận được: Không thấy tên cơ quan" in line


def test_copies_of_a_file_are_the_same_return(verdicts: dict[str, Verdict]) -> None:
    ours, copy = verdicts["ours.xlsx"], verdicts["copy7.xlsx"]
    assert ours.judgements == copy.judgements
    assert len(ours.judgements) == 1
    assert ours.count(Severity.CRITICAL) == 0
    assert line_of(ours).endswith("năm 2020; Biểu số 01/BDT: không có lỗi")


def test_what_was_recognised_is_told_line_by_line(verdicts: dict[str, Verdict]) -> None:
    kind, sender, period, table, columns = verdicts["ours.xlsx"].reading.recognised
    assert kind == "Loại tệp: Excel (.xlsx)."
    assert sender == "Cơ quan báo cáo: Ủy ban nhân dân huyện Tràng Định."
    assert period == "Kỳ báo cáo: Năm 2020."
    assert table.startswith("Trang tính “Biểu”: Biểu số 01/BDT")
    assert "12 dòng số liệu (dòng 9–20)" in table
    assert "G = Kế hoạch vốn giao trong kỳ" in columns


def test_files_of_one_name_are_told_apart_by_their_folders(verdicts: dict[str, Verdict]) -> None:
    ours, nobody = verdicts["ours.xlsx"], verdicts["nobody.xlsx"]
    twin = replace(nobody, path=Path("khac/ours.xlsx"))
    first, second, third = verdict_lines([ours, twin, nobody])
    assert first.startswith(f"✔ {ours.path} — ")
    assert second.startswith("✘ khac/ours.xlsx — ")
    assert third.startswith("✘ nobody.xlsx — ")


def test_many_files_are_summed_up(verdicts: dict[str, Verdict]) -> None:
    clean = sum(one.clean for one in verdicts.values())
    refused = len(verdicts) - clean
    assert clean > 0
    assert summary([*verdicts.values()]) == (
        f"Đã kiểm tra {len(verdicts)} tệp: {clean} tệp không có lỗi, {refused} tệp không nhận được."
    )
    assert summary([verdicts["ours.xlsx"]]) == "Đã kiểm tra 1 tệp: 1 tệp không có lỗi."


def test_details_say_how_grave_where_and_what_to_do(tmp_path: Path) -> None:
    faulty = sketch("works", 3)
    faulty.records[1].cells["disbursed_million_vnd"] = "12o,5"
    write(faulty, tmp_path / "faulty.xlsx")
    (verdict,) = examine(workbooks([tmp_path]))
    (line,) = [line for line in finding_lines(verdict) if "12o,5" in line]
    sheet, ref = faulty.place(faulty.records[1], "disbursed_million_vnd")
    assert line.startswith(f"phải sửa [{sheet}!{ref}]: ")
    assert "Đề nghị" in line
    assert any(one.startswith("lưu ý [Biểu số 01/BDT]: ") for one in finding_lines(verdict))
    assert summary([verdict]) == "Đã kiểm tra 1 tệp: 1 tệp có lỗi phải sửa."
