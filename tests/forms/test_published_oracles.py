"""What was published comes out: workbooks go in, and mart and report say it.

The one surprising thing: only what the document printed is asserted, in its own precision; parts of
it that nobody published are invented in the sample, and no test looks at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.contracts import load_forms
from etl.examine import examine
from etl.model import Period
from etl.reference import Reference
from etl.report import compose
from etl.report.content import Paragraph
from etl.workbook.template.blank_workbook import write_template
from sample import data_note, sample_rows


@dataclass(frozen=True, slots=True)
class Published:
    """A form, the years that are sent, and what the last of them is known to amount to."""

    form_id: str
    years: tuple[str, ...]
    values: Mapping[str, str]
    fell: Mapping[str, str] = field(default_factory=dict)  # by how much, since the year before
    sentences: tuple[str, ...] = ()
    document: str = ""


PUBLISHED = {
    "poverty of 2017": Published(
        "poverty",
        ("2016", "2017"),
        {
            "poor_household_count": "36537",
            "poor_of_all": "19.07",
            "near_poor_household_count": "22801",
            "near_poor_of_all": "11.9",
            "poverty_reduction_points_per_year": "3.3",
        },
        {"poor_household_count": "5953", "near_poor_household_count": "90"},
        (
            "tỷ lệ hộ nghèo chung là 19,07% (36.537/191.594 hộ), giảm 3,3 điểm phần trăm so với "
            "năm 2016",
            "tỷ lệ hộ cận nghèo chung là 11,90% (22.801 hộ), giảm 0,15 điểm phần trăm so với",
        ),
        "Quyết định 2426/QĐ-UBND ngày 16/12/2017",
    ),
    "poverty of 2025": Published(
        "poverty",
        ("2025",),
        {
            "poor_household_count": "4643",
            "household_count": "199765",
            "poor_of_all": "2.32",
            "near_poor_household_count": "13578",
            "near_poor_of_all": "6.80",
        },
        sentences=(
            "tỷ lệ hộ nghèo chung là 2,32% (4.643/199.765 hộ); tỷ lệ hộ cận nghèo chung là 6,80% "
            "(13.578 hộ).",
        ),
        document="Quyết định 83/QĐ-UBND ngày 15/01/2026",
    ),
    "roads of 2022": Published(
        "road_access",
        ("2022",),
        {
            "commune_hard_road_count": "165",
            "road_commune_count": "181",
            "commune_car_road_pct": "91.16",
            "village_hardened_road_pct": "71.04",
        },
        sentences=(
            "Toàn tỉnh có 165/181 xã (91,16%) có đường ô tô đến trung tâm xã được rải nhựa hoặc "
            "bê tông; 71,04% số thôn có đường ô tô đến trung tâm được cứng hóa.",
        ),
    ),
    "Văn Lãng of 2022": Published(
        "programme_funds",
        ("2022",),
        {
            "programme_funds_planned": "49198",
            "programme_funds_central_investment": "28582",
            "programme_funds_central_recurrent": "20616",
            "programme_funds_disbursed": "26049",
            "programme_funds_disbursed_share": "52.95",
        },
        sentences=("kết quả giải ngân là trên 26 tỷ đồng, đạt 52,95%",),
    ),
    "people of prestige of 2022": Published(
        "prestige_people",
        ("2022",),
        {
            "prestige_person_count": "1649",
            "prestige_male_count": "1433",
            "prestige_female_count": "216",
        },
        document="Quyết định 406/QĐ-UBND ngày 10/3/2022",
    ),
    "area classes of 2021": Published(
        "area_classification",
        ("2021",),
        {
            "class_one_commune_count": "103",
            "class_two_commune_count": "8",
            "special_difficulty_commune_count": "88",
            "extremely_difficult_village_count": "644",
        },
        sentences=(
            "toàn tỉnh có 103 xã khu vực I, 8 xã khu vực II, 88 xã khu vực III và 644 thôn",
        ),
        document="Quyết định 861/QĐ-TTg ngày 04/6/2021",
    ),
    "Congress IV": Published(
        "congress",
        ("2024-ML",),
        {"congress_delegate_count": "250", "congress_invited_delegate_count": "80"},
    ),
}


def sent(one: Published, key: str, folder: Path) -> list[Path]:
    """Fill in the blanks of all who owe a form in a period, with the tables that belong to it."""
    period, reference = Period.parse(key), Reference.load()
    forms = [form for form in load_forms().values() if form.owed_as == one.form_id]
    owing = [agency for agency, owed in reference.obligations(period) if owed == one.form_id]
    paths = []
    for agency in owing:
        paths.append(folder / f"{agency.id}_{key}.xlsx")
        rows = {form.id: sample_rows(form.id, agency, period) for form in forms}
        note = data_note(forms, period)
        write_template(paths[-1], agency, period, forms, reference, prefill=rows, data_note=note)
    return paths


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_was_published_comes_out_of_workbooks(name: str, home: Path, tmp_path: Path) -> None:
    one = PUBLISHED[name]
    for key in one.years:
        folder = tmp_path / "sent" / key
        folder.mkdir(parents=True)
        paths = sent(one, key, folder)
        for verdict in examine(paths):
            told = [(f.rule_id, f.message) for f in verdict.findings if "missing" not in f.rule_id]
            assert not told, verdict.reading.path
        outcome = pipeline.run(folder)
        assert (outcome.received, outcome.given_back) == (len(paths), ())
    asked = "SELECT * FROM mart.indicator WHERE period_key = :key AND is_total"
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(sa.text(asked), {"key": one.years[-1]}).mappings()
        values = {row["indicator_id"]: row for row in found}
        noted = sa.text("SELECT data_note FROM mart.illustrative_data WHERE period_key = :key")
        (note,) = conn.execute(noted, {"key": one.years[-1]}).scalars()
    assert one.document in note
    for indicator, value in one.values.items():
        assert in_precision_of(value, values[indicator]["value"]) == Decimal(value), indicator
    for indicator, value in one.fell.items():
        assert values[indicator]["previous_value"] - values[indicator]["value"] == Decimal(value)
    if one.sentences:
        with warehouse.transaction("report") as conn:
            blocks = list(compose(conn, one.years[-1]).all_blocks())
        text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
        for sentence in one.sentences:
            assert sentence in text


def in_precision_of(published: str, value: Decimal) -> Decimal:
    """Round a number as the document did."""
    return Decimal(value).quantize(Decimal(published), ROUND_HALF_UP)
