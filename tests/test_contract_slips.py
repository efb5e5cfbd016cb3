"""A slip of the pen in any declaration is one sentence that names file and line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from etl.contracts.check import require_sound
from etl.contracts.indicators import load_indicators
from etl.errors import ContractError

INDICATORS = "expectations/indicators.yaml"
SLIPS = yaml.safe_load(Path(__file__).with_name("contract_slips.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_sentence_with_file_and_line(
    declarations: Path, slip: Mapping[str, str]
) -> None:
    path = declarations / slip["file"]
    text = path.read_text(encoding="utf-8")
    assert slip["old"] in text
    changed = text.replace(slip["old"], slip["new"], 1 if slip["new"] else -1)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        require_sound(declarations)
    named, line, said = str(caught.value).split(":", 2)
    assert named == path.name
    assert said == f" {slip['said']}"
    told = changed.splitlines()[int(line) - 1]
    expected = slip.get("at") or next(new for new in slip["new"].splitlines() if new)
    assert expected in told


def test_no_number_is_made_of_an_indicator_that_stands_on_no_column(declarations: Path) -> None:
    path = declarations / INDICATORS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kind = new", "sort = new", 1), encoding="utf-8")
    with pytest.raises(ContractError, match=r"indicators\.yaml:\d+: .*no column 'sort'"):
        load_indicators(path)
