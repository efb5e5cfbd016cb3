"""What stands around the body of an official letter, as words: Nghị định 30/2020/NĐ-CP, Phụ lục I.

In: names and, once signed, number and date. Out: the lines as printed. The one surprising thing: a
draft leaves room for number and date instead of printing a mark for them.
"""

import datetime as dt
from dataclasses import dataclass

from etl.wording import long_date_text


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the body by the decree on official letters."""

    superior: str
    agency: str
    agency_in_text: str
    symbol: str  # "BC-BDT"
    place: str
    kind: str  # "BÁO CÁO"
    subject: str
    addressees: tuple[str, ...]
    authority: tuple[str, ...]  # lines above the signature
    signatory: str  # "" leaves room to sign
    recipients: tuple[str, ...]
    archive: str
    number: str = ""  # "05", without the symbol
    signed_on: dt.date | None = None

    @property
    def number_line(self) -> str:
        """The number as printed; a draft leaves room for it."""
        return f"Số: {self.number or '      '}/{self.symbol}"

    @property
    def date_line(self) -> str:
        """Place and date as printed; a draft leaves room for the day."""
        return f"{self.place}, {self.signed_text}"

    @property
    def signed_text(self) -> str:
        """The date in words, or the room for it."""
        if self.signed_on is None:
            return "ngày      tháng      năm        "
        return long_date_text(self.signed_on)

    @property
    def enclosed_with(self) -> str:
        """The line under the title of an appendix."""
        return (
            f"(Kèm theo Báo cáo số {self.number or '      '}/{self.symbol} {self.signed_text} "
            f"của {self.agency_in_text})"
        )
