"""What the cells of a column hold that are on no list: texts, numbers, dates.

The one surprising thing: a kind holds nothing of a column; whatever is asked of a column is asked
of its kind with the column beside it.
"""

import datetime as dt
from decimal import Decimal, InvalidOperation

from etl.errors import UnfitValueError
from etl.model import CellValue, Column, as_told
from etl.reference import Day
from etl.wording import number_text, typed_number

DATE_EXAMPLE = "15/03/2020"


class Kind:
    """A kind of column: how its cells are read, printed, stored and offered; here, as texts."""

    logical_type = "string"
    sql_type = "text"
    is_free = False  # any text will do
    is_number = False
    is_whole = False
    is_date = False
    least_difference = 0.0  # of totals; what is below is none
    width: float = 22  # of a column, in characters
    samples: tuple[CellValue, CellValue] = (None, None)  # two values; none of a list

    def __init__(self, name: str, word: str, example: str = "") -> None:
        """Name a kind as contracts do, and as people do: "số nguyên"."""
        self.name = name
        self.word = word
        self._example = example

    @property
    def is_measured(self) -> bool:
        """Whether its cells are numbers or dates, which are no texts in a workbook."""
        return self.is_number or self.is_date

    def example(self, column: Column) -> str:
        """Show how a cell is filled in; "" where any text will do."""
        return self._example

    def name_of(self, column: Column, value: str, day: Day) -> str:
        """Give what is printed for a stored text."""
        return value

    def typed(self, column: Column, text: str, day: Day) -> CellValue:
        """Read what a steward types, which is not ""; raises `UnfitValueError`."""
        return text

    def stored(self, column: Column, value: CellValue) -> str:
        """Write a value as the text of the warehouse; raises `UnfitValueError`."""
        return str(value)

    def value_of(self, text: str) -> CellValue:
        """Read a value back from the text of the warehouse."""
        return text


class Text(Kind):
    """Texts of any content."""

    is_free = True
    width = 30
    samples = ("Nội dung A", "Nội dung B")


class Number(Kind):
    """Numbers with decimals: money, shares."""

    logical_type = "number"
    sql_type = "numeric"  # amounts are exact: sums of thousands of them equal the printed totals
    is_number = True
    least_difference = 0.05
    width = 15
    samples = (40, 41)

    def typed(self, column: Column, text: str, day: Day) -> CellValue:
        try:
            number = typed_number(text)
        except ValueError as error:
            raise UnfitValueError(str(error)) from None
        return int(number) if number == Decimal(int(number)) else float(number)

    def stored(self, column: Column, value: CellValue) -> str:
        """Write a number that the column may hold, rounded as it is told."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and not self.is_whole:
            number = as_told(number)
        low, high = column.minimum, column.maximum
        if (
            not number.is_finite()
            or (self.is_whole and number != number.to_integral_value())
            or (low is not None and number < Decimal(str(low)))
            or (high is not None and number > Decimal(str(high)))
        ):
            bounds = [f"từ {number_text(low)}"] if low is not None else []
            bounds += [f"đến {number_text(high)}"] if high is not None else []
            span = " ".join(bounds) or "bất kỳ"
            raise UnfitValueError(f"Cột này nhận {self.word} {span}, ví dụ 125.")
        return f"{number.normalize():f}"

    def value_of(self, text: str) -> CellValue:
        return int(Decimal(text)) if self.is_whole else float(text)


class Integer(Number):
    """Counts."""

    logical_type = "integer"
    sql_type = "bigint"
    is_whole = True
    least_difference = 0.5
    width = 12


class Date(Kind):
    """Days."""

    logical_type = "date"
    sql_type = "date"
    is_date = True
    width = 13
    samples = (dt.date(2020, 3, 15), dt.date(2020, 3, 16))

    def typed(self, column: Column, text: str, day: Day) -> CellValue:
        try:
            return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            raise UnfitValueError(f"ghi ngày như {DATE_EXAMPLE}.") from None

    def stored(self, column: Column, value: CellValue) -> str:
        if not isinstance(value, dt.date):
            raise UnfitValueError(f"Ghi ngày, ví dụ {DATE_EXAMPLE}.")
        return value.isoformat()

    def value_of(self, text: str) -> CellValue:
        return dt.date.fromisoformat(text)
