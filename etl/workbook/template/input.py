"""What an officer may type into a column: data validations with Vietnamese hints, and their lists.

The one surprising thing: a number cell also takes "-", which means that there was nothing to count;
an empty cell means that nobody has said. Lists stand on a very hidden sheet that is written last,
so that the cover stays first; until then a list is only a promised name.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from etl.kinds import Listed, column_number, kind_of, kinds, listed_kind
from etl.model import Agency, Column, Form, Period
from etl.reference import Day
from etl.wording import date_text, number_text, small
from etl.workbook.own_words import LIST_SHEET

EARLIEST = dt.date(1990, 1, 1)  # of any date that a form may hold
_MAX_TITLE, _MAX_TEXT = 32, 255  # what Excel allows
_MAX_CONTENT = 2000
_LENGTH = "expect_column_value_lengths_to_be_between"

Validation = dict[str, object]


class Inputs:
    """What one agency may type into its workbook of a period, on the lists of one day."""

    def __init__(self, agency: Agency, period: Period, day: Day) -> None:
        self._period, self._day = period, day
        self._home = agency.area_code
        self._lists: dict[str, Sequence[str]] = {}

    def validation(self, form: Form, at: int, row: int) -> Validation:
        """Give the data validation of a form's column whose first data cell is in a 1-based row."""
        column = form.columns[at]
        kind = listed_kind(column)
        own = kind.members(column, self._day, self._home) if kind and kind.is_place else {}
        only = own.get(self._home, "")  # the one place that the sender has
        implied = f" Ô để trống được hiểu là {small(only)}." if only else ""
        found: Validation = {
            "input_title": _short(column.header, _MAX_TITLE),
            "input_message": _short((column.hint or "Nhập theo tiêu đề cột.") + implied, _MAX_TEXT),
            "error_title": "Chưa đúng, đề nghị nhập lại",
        }
        if kind and (source := self._source(form, column, kind, row)):
            what = "Đề nghị bấm mũi tên ở cạnh ô và chọn trong danh sách; không gõ giá trị khác."
            if "INDIRECT" in source:
                above = kinds()[kind.above].word
                what += f" Nếu danh sách trống, đề nghị chọn {above} trước."
            return found | {"validate": "list", "source": source, "error_message": what}
        if kind_of(column).is_number:
            return found | _number(column, f"{xl_col_to_name(at)}{row}")
        if kind_of(column).is_date:
            return found | _date(self._period)
        return found | _text(form, column)

    def _source(self, form: Form, column: Column, kind: Listed, row: int) -> str:
        """Give the formula of a column's drop-down, "" when it has none.

        Where members lie in those of another column (communes in districts), those on offer depend
        on what its cell holds.
        """
        at = next((at for at, one in enumerate(form.columns) if one.type == kind.above), None)
        if at is not None:
            return self._dependent(kind, column, form.columns[at], f"${xl_col_to_name(at)}{row}")
        name = f"{form.id}_{column.name}" if column.choices else kind.name
        members = kind.members(column, self._day, self._home)
        return self._named(name, members) if members else ""

    def _dependent(self, kind: Listed, column: Column, above: Column, cell: str) -> str:
        upper = listed_kind(above)
        assert upper is not None
        holders = upper.members(above, self._day, self._home)
        for number, holder in enumerate(holders, start=1):
            self._named(f"{kind.name}_{number}", kind.members(column, self._day, within=holder))
        if len(holders) == 1:
            return f"=DS_{kind.name}_1"
        chosen = f"MATCH({cell},{self._named(upper.name, holders)[1:]},0)"
        return f'=INDIRECT("DS_{kind.name}_"&{chosen})'

    def _named(self, name: str, members: Mapping[str, str]) -> str:
        self._lists[f"DS_{name}"] = tuple(members.values())
        return f"=DS_{name}"

    def write_lists(self, workbook: Workbook) -> None:
        """Write every list that was asked for, one a column, and define its name."""
        sheet = workbook.add_worksheet(LIST_SHEET)
        for at, (name, values) in enumerate(self._lists.items()):
            letter = xl_col_to_name(at)
            sheet.write_string(0, at, name)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, at, value)
            address = f"={LIST_SHEET}!${letter}$2:${letter}${len(values) + 1}"
            workbook.define_name(name, address)
        sheet.very_hidden()


def _text(form: Form, column: Column) -> Validation:
    """Allow as many characters as the column's rules, and never more than a cell of ours."""
    rules = (rule.kwargs for rule in form.rules if rule.expectation == _LENGTH)
    limits = (int(str(rule["max_value"])) for rule in rules if rule["column"] == column.name)
    most = min([_MAX_CONTENT, *limits])
    return {
        "validate": "length",
        "criteria": "<=",
        "value": most,
        "error_message": f"Nội dung dài quá {number_text(most)} ký tự. Đề nghị rút gọn.",
    }


def _number(column: Column, ref: str) -> Validation:
    pairs = ((">=", "từ", column.minimum), ("<=", "đến", column.maximum))
    bounds = [(sign, word, bound) for sign, word, bound in pairs if bound is not None]
    limits = [f"{ref}{sign}{bound:.15g}" for sign, _, bound in bounds]
    bounds_text = "".join(f" {word} {column_number(column, bound)}" for _, word, bound in bounds)
    kind, example = "một số", "1250,5"
    if kind_of(column).is_whole:
        kind, example = "một số nguyên", "1250"
        limits.append(f"{ref}=INT({ref})")
    is_legal = f"AND({','.join(limits)})" if limits else "TRUE"
    unit = f" ({column.unit})" if column.unit else ""
    return {
        "validate": "custom",
        "value": f'=IF(ISNUMBER({ref}),{is_legal},{ref}="-")',
        "error_message": _short(
            f"Ô này cần {kind}{unit}{bounds_text}, ví dụ {example}. "
            "Không gõ chữ hay đơn vị tính vào ô; ghi dấu - nếu không phát sinh.",
            _MAX_TEXT,
        ),
    }


def _date(period: Period) -> Validation:
    latest = dt.date(period.year, 12, 31)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": EARLIEST,
        "maximum": latest,
        "error_message": (
            f"Ô này cần một ngày từ {date_text(EARLIEST)} đến {date_text(latest)}, ghi theo "
            f"dạng ngày/tháng/năm, ví dụ {date_text(period.ends_on)}."
        ),
    }


def _short(text: str, limit: int) -> str:
    """Cut a text at a word so that Excel accepts it."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"
