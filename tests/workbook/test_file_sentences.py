"""What the reader says stands in two files: all of it is said somewhere, and nothing else is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.kinds import sentences
from etl.workbook.refusals import file_finding

PROJECT = Path(__file__).resolve().parents[2]
SAYING = {
    "file_sentences.yaml": {"file_finding", "tell", "_told"},
    "cell_sentences.yaml": {"say", "doubt", "trouble"},
}


def code() -> Iterator[ast.AST]:
    for folder in ("workbook", "kinds"):
        for path in (PROJECT / "etl" / folder).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", SAYING)
def test_each_sentence_is_said_and_each_that_is_said_is_there(file: str) -> None:
    said, words = set(), set()
    for node in code():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words |= {node.value, *node.value.split(".")}
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said |= {node.args[0].value} if name in SAYING[file] else set()
    known = sentences(file)
    assert {name for name in said if isinstance(name, str)} - set(known) == set()
    assert [name for name in known if not set(name.split(".")) <= words] == []


def test_a_sentence_repeats_what_stands_there_as_far_as_fits() -> None:
    long = file_finding("no_agency.of_blank", value="Sở " * 60, offer="")
    assert long.rule_id == "file.no_agency"
    assert long.value == "Sở " * 60
    assert len(long.message) < 160
