"""Blank workbooks: a period in, one workbook for each agency that owes something out."""

from pathlib import Path

from etl.contracts import load_forms
from etl.errors import ReportingError
from etl.model import Period, legal_keys
from etl.reference import Reference
from etl.wording import small
from etl.workbook.template.blank_workbook import write_template


def write_blank_workbooks(
    period_key: str, folder: Path, agency_id: str | None = None
) -> list[Path]:
    """Write the blank workbook of one agency, or of all that owe a form for the period.

    Returns the paths written, in the order of the agencies. Raises `ReportingError` when nobody
    or the named agency owes anything, and `UnknownPeriodError` for a key that is no period.
    """
    period = Period.parse(period_key)
    reference = Reference.load()
    owed: dict[str, list[str]] = {}
    for agency, form_id in reference.obligations(period):
        owed.setdefault(agency.id, []).append(form_id)
    if not owed:
        raise ReportingError(
            f"Kỳ báo cáo {small(period.title)} không có cơ quan nào phải gửi biểu. Đề nghị chọn kỳ "
            f"khác: {legal_keys(one.frequency for one in reference.seeds.obligations)}."
        )
    if agency_id is not None and agency_id not in owed:
        raise ReportingError(
            f"Cơ quan có mã “{agency_id}” không phải gửi biểu nào cho kỳ báo cáo "
            f"{small(period.title)}. Mã các cơ quan phải gửi: {', '.join(owed) or 'không có'}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for owing in [agency_id] if agency_id else owed:
        path = folder / f"BDT_{owing}_{period.key}.xlsx"
        chosen = [form for form in load_forms().values() if form.owed_as in owed[owing]]
        write_template(path, reference.agency(owing, period.ends_on), period, chosen, reference)
        paths.append(path)
    return paths
