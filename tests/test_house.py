"""What a stranger finds at the door: few rooms, and one name for one thing."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from etl import PROJECT

HOUSE = PROJECT / "etl"
FILES = sorted(path for path in HOUSE.rglob("*.py") if not path.name.startswith("__"))
MOST = 28


def test_few_rooms_stand_at_the_door() -> None:
    named = (path for path in HOUSE.iterdir() if not path.name.startswith("__"))
    entries = [one.name for one in named if one.is_file() or any(one.glob("*.py"))]  # not left over
    assert len(entries) <= MOST, sorted(entries)


def test_no_file_and_no_class_has_the_name_of_another() -> None:
    names = Counter(path.name for path in FILES)
    names.update(name for path in [*FILES, *HOUSE.rglob("__init__.py")] for name in _classes(path))
    assert [name for name, count in names.items() if count > 1] == []


def _classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
