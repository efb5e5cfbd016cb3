"""The command line as a person meets it: arguments in, words and an exit code out."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from etl import warehouse
from etl.cli import main
from etl.cli.shared import CLEAN, FINDINGS, OUR_FAULT
from etl.errors import for_person
from etl.registry import period_board
from sample import FAULTS, write_workbook

RunEtl = Callable[..., tuple[int, str]]


@pytest.fixture
def run_etl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunEtl:
    """Give a function that runs `etl …`; it gives the exit code and what was printed."""

    def run(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["etl", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "400")  # no sentence is broken over lines
        code = CLEAN
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or CLEAN)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def new_warehouse(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test start where a new machine does: on a database that holds nothing."""
    url = warehouse.database_url(f"new_{home.name}".replace("-", "_"), driver="psycopg")
    monkeypatch.setenv("WAREHOUSE_URL", url)
    warehouse.dispose()


@pytest.mark.usefixtures("new_warehouse")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["status", "2020"], FINDINGS, "chưa đủ số liệu"),
        (["load"], CLEAN, "không có biểu nào phải nạp"),
        (["give-back"], CLEAN, "Không có tệp nào phải trả lại."),
        (["collect"], CLEAN, "Không có tệp nào đang chờ kiểm tra."),
        (["run"], CLEAN, "Không có tệp mới"),
        (["report", "2020"], OUR_FAULT, "Chưa có biểu nào"),
        (["migrate"], CLEAN, "phiên bản mới nhất"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_any_verb_may_be_the_first_on_a_new_machine(
    run_etl: RunEtl, arguments: list[str], code: int, words: str
) -> None:
    found, said = run_etl(*arguments)
    assert (found, "Traceback" in said) == (code, False), said
    assert words in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["template", "2020-Q9"], "2020-Q9"),
        (["template", "2020-H1"], "không có cơ quan nào phải gửi biểu"),
        (["template", "2020", "--agency", "khong-co"], "ubnd-trang-dinh"),
        (["status", "hai-nghin"], "hai-nghin"),
        (["run", "thu-muc-khong-co"], "thu-muc-khong-co"),
        (["examine", "tep-khong-co.xlsx"], "tep-khong-co.xlsx"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_words_get_one_sentence(
    home: Path, run_etl: RunEtl, arguments: list[str], words: str
) -> None:
    folder = ["--folder", str(home / "bieu")] if arguments[0] == "template" else []
    code, said = run_etl(*arguments, *folder)
    assert (code, "Traceback" in said) == (OUR_FAULT, False), said
    assert words in said
    assert "Đề nghị" in said or "phải gửi" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["template"], "Thiếu KỲ."),
        (["nope"], "Không có lệnh này. Các lệnh: template, examine"),
        (["examine", "--bad", "x"], "Không có tùy chọn --bad."),
        (["migrate", "--live-from", "hôm nay"], "Giá trị của --live-from không dùng được."),
        (["desk", "--port", "80808"], "Giá trị của --port không dùng được."),
        (["status", "2020", "x"], "Câu lệnh thừa hoặc sai tham số."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_typed_wrongly_is_told_in_vietnamese(
    home: Path, run_etl: RunEtl, arguments: list[str], words: str
) -> None:
    code, said = run_etl(*arguments)
    assert code == OUR_FAULT
    assert words in said
    assert "Xem cách dùng: etl" in said
    assert "Error" not in said


def test_a_folder_that_cannot_be_written_to_is_named(home: Path, run_etl: RunEtl) -> None:
    (home / "tep").write_text("x", encoding="utf-8")
    code, said = run_etl("template", "2020", "--folder", home / "tep" / "bieu")
    assert (code, "Traceback" in said) == (OUR_FAULT, False)
    assert f"Không dùng được {home / 'tep' / 'bieu'}" in said
    assert "Đề nghị kiểm tra lại" in said


def test_a_file_without_permission_is_told_as_such() -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "/kho/bieu-mau")
    assert "/kho/bieu-mau: không có quyền đọc hoặc ghi" in for_person(refused)
    full = OSError(errno.ENOSPC, "No space left on device", "/kho/a.xlsx")
    assert "/kho/a.xlsx: ổ đĩa đã đầy" in for_person(full)


@pytest.mark.parametrize("verb", ["status", "report", "run"])
def test_a_warehouse_that_does_not_answer_is_told_with_what_to_do(
    home: Path, run_etl: RunEtl, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    warehouse.dispose()
    code, said = run_etl(verb, *(["2020"] if verb != "run" else []))
    assert (code, "Traceback" in said) == (OUR_FAULT, False)
    assert "Không kết nối được kho dữ liệu" in said
    assert "WAREHOUSE_URL" in said


def test_a_blank_workbook_is_written_for_everybody_who_owes(home: Path, run_etl: RunEtl) -> None:
    code, said = run_etl("template", "2020", "--folder", home / "bieu")
    assert code == CLEAN
    written = sorted(path.name for path in (home / "bieu").iterdir())
    assert len(written) == 13
    assert all(name in said for name in written)


def test_examine_needs_no_warehouse_and_tells_clean_from_faulty(
    tmp_path: Path, run_etl: RunEtl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    good = write_workbook(tmp_path, "ban-dan-toc", "2020")
    fault = FAULTS[0]
    bad = write_workbook(tmp_path, fault.agency_id, fault.period_key, fault=fault)
    assert run_etl("examine", good)[0] == CLEAN
    code, said = run_etl("examine", "--json", tmp_path)
    assert code == FINDINGS
    by_name = {Path(one["file"]).name: one for one in json.loads(said[said.index("[") :])}
    assert by_name.keys() == {good.name, bad.name}
    assert by_name[bad.name]["findings"]


def test_a_run_says_what_it_did_and_the_next_one_that_nothing_changed(home: Path, run_etl) -> None:
    fault = FAULTS[0]
    (home / "gui").mkdir()
    write_workbook(home / "gui", fault.agency_id, fault.period_key, fault=fault)
    write_workbook(home / "gui", "ban-dan-toc", "2020")
    code, said = run_etl("run", home / "gui")
    assert code == FINDINGS
    assert "Đã nhận 2 tệp" in said
    assert "trả lại 1 tệp" in said
    again = run_etl("run", home / "gui")[1]
    assert again.startswith("Không có tệp mới")
    assert "giống hệt bản mới nhất đã nhận, không tính thêm: 2 tệp" in again
    (home / "sau").mkdir()
    write_workbook(home / "sau", fault.agency_id, fault.period_key, version=2)
    said = run_etl("run", home / "sau")[1]
    assert "Bản đang có hiệu lực: bản 2, nhận ngày" in said
    code, said = run_etl("status", "2020", "--json")
    states = {one["state"] for one in json.loads(said)["returns"]}
    assert (code, states) == (FINDINGS, {"accepted", "missing"})


def test_a_period_is_closed_and_reopened_on_the_command_line(home: Path, run_etl: RunEtl) -> None:
    told = ("--nguoi", "can-bo-a", "--ly-do", "Đã chốt số liệu năm")
    assert run_etl("close", "2020", *told) == (CLEAN, "Đã khóa kỳ báo cáo.\n")
    with warehouse.transaction() as conn:
        assert period_board.closings(conn, ["2020"])["2020"].actor == "can-bo-a"
    assert run_etl("close", "2020", *told, "--mo-lai") == (CLEAN, "Đã mở lại kỳ báo cáo.\n")
    assert run_etl("close", "2020", "--nguoi", "x", "--ly-do", " ")[0] == OUR_FAULT


def test_the_verbs_of_the_corridor_say_what_each_did(home: Path, run_etl: RunEtl) -> None:
    (home / "inbox").mkdir()
    write_workbook(home / "inbox", "ban-dan-toc", "2020")
    assert run_etl("collect")[1] == "Có 1 tệp đang chờ kiểm tra.\n"
    assert "Đã kiểm tra 1 tệp, nạp 2 biểu." in run_etl("load")[1]
    assert run_etl("give-back") == (CLEAN, "Không có tệp nào phải trả lại.\n")
    assert run_etl("collect")[1] == "Không có tệp nào đang chờ kiểm tra.\n"


def test_every_verb_explains_itself_in_vietnamese(run_etl: RunEtl) -> None:
    code, said = run_etl("--help")
    assert code == CLEAN
    for verb in ("template", "collect", "examine", "load", "give-back", "run", "status", "report"):
        assert verb in said
        own_code, own = run_etl(verb, "--help")
        assert own_code == CLEAN
        assert any(letter in own for letter in "ạảãăâđêơôưịọụ")
        assert f"Cách dùng: etl {verb}" in own
        assert "Xem hướng dẫn này." in own
        assert not {"Usage", "Options", "Arguments", "Show this"} & set(own.split())
        assert not re.search(r"<\w|no-\w+\]", own), "a type or a switch of the library's"


def test_help_names_the_value_of_an_option_in_our_words(run_etl: RunEtl) -> None:
    said = " ".join(run_etl("template", "--help")[1].split())
    assert "--agency MÃ Mã cơ quan" in said
    assert "--folder THƯ_MỤC" in said
    assert "[mặc định: bieu-mau]" in said


def test_the_list_of_forms_says_in_vietnamese_for_which_periods_each_is(run_etl: RunEtl) -> None:
    code, said = run_etl("forms")
    lines = dict(line.split("/BDT  ") for line in said.splitlines())
    assert code == CLEAN
    assert lines["Biểu số 01"].endswith("[quý, năm]")
    assert lines["Biểu số 04"].endswith("[năm]")


def test_the_first_day_of_operation_is_kept_and_told(home: Path, run_etl: RunEtl) -> None:
    assert "01/01/2026" in run_etl("migrate", "--live-from", "01/01/2026")[1]
    assert "01/01/2026" in run_etl("migrate")[1]
    assert "nhập hồi tố" in run_etl("status", "2020")[1]
    run_etl("migrate", "--live-from", "2016-01-01")
    assert "quá hạn: 47 biểu" in run_etl("status", "2020")[1]
