"""The declarations: what is read of them, and that faulty ones are refused by name."""

from __future__ import annotations

import ast
import datetime as dt
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import PROJECT
from etl.contracts import load_across, load_forms, load_standing
from etl.contracts.__main__ import main
from etl.contracts.check import check_all
from etl.contracts.rule_book import rule_catalogue
from etl.errors import ContractError
from etl.model import Rung, Severity


def test_six_forms_in_the_order_of_their_numbers() -> None:
    forms = load_forms()
    assert list(forms) == [
        "works",
        "support_projects",
        "poverty",
        "population",
        "commendations",
        "assessment",
    ]
    assert [form.number for form in forms.values()] == sorted(f.number for f in forms.values())


def test_a_form_of_a_day_is_made_once() -> None:
    form, day = load_forms()["works"], dt.date(2026, 12, 14)
    assert form.in_force(day) != form
    assert form.in_force(day) is form.in_force(day)


def test_a_contract_says_everything_about_its_form() -> None:
    works = load_forms()["works"]
    assert works.key == ("district", "commune", "name")
    assert works.frequencies == ("quarter", "year")
    money = works.column("disbursed_million_vnd")
    assert (money.unit, money.measure, money.totalled) == ("triệu đồng", "flow", True)
    assert load_forms()["commendations"].column("recipient_name").personal
    support = load_forms()["support_projects"]
    assert support.column("household_count").measure == "stock"  # not additive over quarters


def changed(project: Path, name: str, old: str, new: str) -> None:
    path = project / "expectations" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults_of(project: Path, name: str) -> str:
    (verdict,) = [one for one in check_all(project) if one.file_name == name]
    return " ".join(verdict.faults)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version: 1.0.0", "version: [1]", "version"),
        ("{expected}. Đề nghị kiểm tra lại hai ngày", "{expectde}. Đề nghị", "expectde"),
        ("unique: [district", "unik: [district", "unik"),
        ("vốn giao {value} triệu đồng lớn hơn tổng mức đầu tư {expected}", "Số", "warning"),
        ("01-Công trình", "01-Công trình, duy tu và trả nợ công trình", "characters"),
        ("01-Công trình", "01/Công trình", "'/'"),
        ("01-Công trình", unicodedata.normalize("NFD", "01-Công trình"), "NFC"),
        ("severity: warning", "severity: grave", "grave"),
        ("name: unique_work", "name: completed_by_cutoff", "twice"),
        ("name: unique_work", "name: commune_in_district", "twice"),
        ("marks: [disbursed_million_vnd]", "colums: []", "colums"),
        ("maintained: [Duy tu,", "maintain: [Duy tu,", "'maintain'"),
        ("maintained: [Duy tu,", "maintained: [trả nợ,", "trả nợ"),
    ],
)
def test_a_faulty_contract_is_refused_by_name(
    declarations: Path, old: str, new: str, fault: str
) -> None:
    changed(declarations, "works.odcs.yaml", old, new)
    assert fault in faults_of(declarations, "works.odcs.yaml")


def test_a_contract_names_the_file_that_it_cannot_be_read_from(declarations: Path) -> None:
    folder = declarations / "expectations"
    (folder / "works.odcs.yaml").rename(folder / "roads.odcs.yaml")
    with pytest.raises(ContractError, match=r"roads\.odcs\.yaml:3: id: id is 'works'"):
        load_forms(folder)
    for path in folder.glob("*.odcs.yaml"):
        path.unlink()
    with pytest.raises(ContractError, match="no contract"):
        load_forms(folder)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("form: works", "form: weather", "weather"),
        ("{difference} điểm phần trăm", "{points} điểm phần trăm", "points"),
    ],
)
def test_a_faulty_check_across_forms_is_refused_by_name(
    declarations: Path, old: str, new: str, fault: str
) -> None:
    changed(declarations, "across_forms.yaml", old, new)
    assert fault in faults_of(declarations, "across_forms.yaml")


def test_the_command_prints_a_line_a_form_and_says_by_its_code(
    declarations: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert "✔ works.odcs.yaml: 11 columns, 15 rules" in capsys.readouterr().out
    changed(declarations, "works.odcs.yaml", "filled: started_on", "filled: no_such")
    assert main(["check", str(declarations)]) == 1
    assert "✘ works.odcs.yaml" in capsys.readouterr().out
    assert main([]) == 2


# the rule book


def test_the_rule_book_lists_every_rule_once() -> None:
    forms = load_forms()
    rows = rule_catalogue(forms)
    ids = [row.rule_id for row in rows]
    assert len(ids) == len(set(ids))
    in_forms = {rule.id for form in forms.values() for rule in form.rules}
    assert set(ids) == in_forms | set(load_standing()) | set(load_across())
    assert [row.rung for row in rows] == sorted(row.rung for row in rows)
    assert all(row.title and not row.title.endswith(".") for row in rows)


def test_rules_read_as_they_are_declared() -> None:
    by_id = {row.rule_id: row for row in rule_catalogue(load_forms())}
    row = by_id["poverty.standard_from_2022"]
    assert row.basis == "Nghị định 07/2021/NĐ-CP"
    assert row.headers == ("Chuẩn nghèo áp dụng",)
    assert by_id["works.maintained_has_money"].periods == ("year",)
    assert by_id["file.password"].rung is Rung.FILE
    assert by_id["across.poverty_changes_sharply"].severity is Severity.WARNING


def test_every_rule_of_the_reader_stands_in_the_rule_book() -> None:
    told = set(_ids_of_reader())
    assert "file.wrong_period" in told
    assert "cell.unreadable_number" in told
    assert told <= set(load_standing())


def test_rules_quote_as_official_letters_do() -> None:
    spoken = {row.rule_id: f"{row.title} {row.message}" for row in rule_catalogue(load_forms())}
    assert "“" in spoken["cell.required"]
    assert [rule_id for rule_id, text in spoken.items() if '"' in text] == []


def _ids_of_reader() -> Iterator[str]:
    """Read off the reader's source which rules it applies."""
    makers = {"file_finding": "file", "Trouble": "cell"}
    makers |= {"say": "cell", "trouble": "cell"}
    rooms = {"extract.py", "kinds", "workbook"}
    found = (PROJECT / "etl").rglob("*.py")
    sources = [one for one in found if one.relative_to(PROJECT / "etl").parts[0] in rooms]
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            maker = getattr(node.func, "id", getattr(node.func, "attr", ""))
            name = node.args[0]
            if maker in makers and isinstance(name, ast.Constant):
                yield f"{makers[maker]}.{name.value.partition('.')[0]}"
