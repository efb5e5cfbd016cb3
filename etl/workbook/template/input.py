"""What an officer may type into a column.

In: a column of a form. Out: Excel data validations with Vietnamese hints. The one surprising thing:
a number cell also takes "-", which means that there was nothing to count; an empty cell means that
nobody has said.
"""

import datetime as dt

from etl.kinds import kind_of, kinds, listed_kind
from etl.model import Column, Form, Period
from etl.wording import date_text, number_text, small

EARLIEST = dt.date(1990, 1, 1)  # of any date that a form may hold
_MAX_TITLE, _MAX_TEXT = 32, 255  # what Excel allows
_MAX_CONTENT = 2000
_LENGTH = "expect_column_value_lengths_to_be_between"

Validation = dict[str, object]


def longest(form: Form, column: Column) -> int:
    """Give how many characters a column's rules allow, and never more than a cell of ours."""
    rules = (rule.kwargs for rule in form.rules if rule.expectation == _LENGTH)
    limits = (int(str(rule["max_value"])) for rule in rules if rule["column"] == column.name)
    return min([_MAX_CONTENT, *limits])


def validation(
    column: Column,
    letter: str,
    row: int,
    period: Period,
    source: str | None,
    most: int,
    only: str = "",
) -> Validation:
    """Give the data validation of a column whose first data cell is `letter``row` (1-based).

    `source` names its list, if it has one; `most` is how many characters a text may have; `only`
    is the one place that the sender has, which an empty cell means.
    """
    hint = column.hint or "Nhập theo tiêu đề cột."
    implied = f" Ô để trống được hiểu là {small(only)}." if only else ""
    found: Validation = {
        "input_title": _short(column.header, _MAX_TITLE),
        "input_message": _short(hint + implied, _MAX_TEXT),
        "error_title": "Chưa đúng, đề nghị nhập lại",
    }
    if source is not None:
        what = "Đề nghị bấm mũi tên ở cạnh ô và chọn trong danh sách; không gõ giá trị khác."
        if "INDIRECT" in source and (kind := listed_kind(column)):
            above = kinds()[kind.above].word
            what += f" Nếu danh sách trống, đề nghị chọn {above} trước."
        return found | {"validate": "list", "source": source, "error_message": what}
    if kind_of(column).is_number:
        return found | _number(column, f"{letter}{row}")
    if kind_of(column).is_date:
        return found | _date(period)
    return found | {
        "validate": "length",
        "criteria": "<=",
        "value": most,
        "error_message": f"Nội dung dài quá {number_text(most)} ký tự. Đề nghị rút gọn.",
    }


def _number(column: Column, ref: str) -> Validation:
    limits = [f"{ref}{sign}{bound:.15g}" for sign, bound in _bounds(column)]
    whole = kind_of(column).is_whole
    if whole:
        limits.append(f"{ref}=INT({ref})")
    is_legal = f"AND({','.join(limits)})" if limits else "TRUE"
    unit = f" ({column.unit})" if column.unit else ""
    kind = "một số nguyên" if whole else "một số"
    example = "1250" if whole else "1250,5"
    return {
        "validate": "custom",
        "value": f'=IF(ISNUMBER({ref}),{is_legal},{ref}="-")',
        "error_message": _short(
            f"Ô này cần {kind}{unit}{_bounds_text(column)}, ví dụ {example}. "
            "Không gõ chữ hay đơn vị tính vào ô; ghi dấu - nếu không phát sinh.",
            _MAX_TEXT,
        ),
    }


def _bounds(column: Column) -> list[tuple[str, float]]:
    pairs = ((">=", column.minimum), ("<=", column.maximum))
    return [(sign, bound) for sign, bound in pairs if bound is not None]


def _bounds_text(column: Column) -> str:
    words = {">=": " từ ", "<=": " đến "}
    return "".join(words[sign] + number_text(bound) for sign, bound in _bounds(column))


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
