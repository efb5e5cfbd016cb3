"""The blank workbook: an agency, a period and the forms that it owes in, an .xlsx file out.

With `prefill` the same workbook comes filled in. The one surprising thing: the file is the same
to the byte whenever its input is, so that a copy sent twice is recognised by its hash.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.workbook import Workbook

from etl.errors import ReportingError
from etl.model import Agency, Form, Period
from etl.reference import Reference
from etl.wording import small
from etl.workbook.template.blank_sheet import FormSheet, Row, write_sheet
from etl.workbook.template.cover_sheet import Front, write_cover
from etl.workbook.template.drop_downs import ChoiceLists
from etl.workbook.template.style import FONT, BlankStyles

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 12},
}


def write_template(
    path: Path,
    agency: Agency,
    period: Period,
    forms: Sequence[Form],
    reference: Reference,
    *,
    prefill: Mapping[str, Sequence[Row]] | None = None,
    data_note: str = "",
    contact: str = "",
) -> None:
    """Write the workbook of one agency for one period.

    `prefill` maps a form id to its rows, each from column name to stored value (codes of places,
    stored choices, numbers in the column's unit, dates). Raises `ReportingError` when the agency
    owes no form, or when `prefill` names a form that is not among `forms`.
    """
    rows = prefill or {}
    in_force = [form.in_force(period.ends_on) for form in forms]
    _check(agency, period, in_force, rows)
    with Workbook(str(path), _OPTIONS) as workbook:
        _describe(workbook, agency, period, reference)
        styles = BlankStyles(workbook)
        lists = ChoiceLists(agency, reference.day_of(period))
        front = Front(
            agency=agency,
            period=period,
            forms=in_force,
            due_on=_due_on(reference, period, agency),
            places_on=reference.places_on(period),
            data_note=data_note,
            contact=contact,
        )
        write_cover(workbook, styles, front)
        for form in in_force:
            given = rows.get(form.id)
            sheet = FormSheet(agency, period, form, reference.day_of(period), given, data_note)
            write_sheet(workbook, styles, lists, sheet)
        lists.write(workbook)


def _check(
    agency: Agency, period: Period, forms: Sequence[Form], prefill: Mapping[str, object]
) -> None:
    if not forms:
        raise ReportingError(
            f"{agency.name} không phải gửi biểu nào cho kỳ {small(period.title)} nên không có biểu "
            "mẫu để xuất. Đề nghị kiểm tra lại tên cơ quan hoặc kỳ báo cáo."
        )
    unknown = sorted(set(prefill) - {form.id for form in forms})
    if unknown:
        raise ReportingError(
            f"Có số liệu cho biểu không nằm trong tệp: {', '.join(unknown)}. "
            f"Các biểu trong tệp: {', '.join(form.id for form in forms)}."
        )


def _due_on(reference: Reference, period: Period, agency: Agency) -> dt.date | None:
    try:
        return reference.deadline(period, agency)
    except KeyError:
        return None


def _describe(workbook: Workbook, agency: Agency, period: Period, reference: Reference) -> None:
    workbook.set_properties(
        {
            "title": f"Báo cáo công tác dân tộc - {period.title}",
            "subject": agency.name,
            "author": reference.board(period.ends_on).name,
            "created": dt.datetime.combine(period.starts_on, dt.time(), dt.UTC),
        }
    )
    workbook.set_calc_mode("auto")
