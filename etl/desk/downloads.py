"""Files that leave the desk: always as attachments, under names that are safe everywhere.

The one surprising thing: in CSV files a text that begins like a formula gets an apostrophe before
it, because spreadsheets run such text when they open the file.
"""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from etl import vault, warehouse
from etl.desk.queries import Row
from etl.desk.refused import Refused
from etl.desk.uploads import shown_name
from etl.give_back import MacrosStayError, hand_out
from etl.model import CellValue, Column, Table
from etl.pipeline.returned import give_back_submission
from etl.registry import received
from etl.wording.personal import HIDDEN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
R = TypeVar("R", bound=Response)


def attachment(response: R, name: str) -> R:
    """Make a response a download under a name, whatever letters the name has."""
    shown = shown_name(name)
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in shown[:-5])
    ascii_name = plain + "".join(s for s in shown[-5:] if s.isascii() and (s.isalnum() or s == "."))
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(shown, safe='')}"
    response.headers["Content-Disposition"] = disposition
    return response


def original_file(head: Row) -> Response:
    """Give a workbook as it was received, but without its macros; the name says when they are gone.

    Browsers are told nothing of its type. Raises `Refused` when its macros cannot be taken out.
    """
    path, name = vault.sound_path(head["sha256"]), head["file_name"]
    folder = tempfile.TemporaryDirectory()
    try:
        kind = hand_out(path, copy := Path(folder.name) / "copy")
    except MacrosStayError as error:
        folder.cleanup()
        raise Refused(409, str(error)) from error
    if kind:
        path, name = copy, f"{Path(name).stem}_khong-macro.{kind}"
    done = BackgroundTask(folder.cleanup)
    response = FileResponse(path, media_type="application/octet-stream", background=done)
    return attachment(response, name)


def given_back_file(head: Row) -> Response:
    """Give a workbook back with its findings marked; raises `Refused` when nothing is open."""
    with warehouse.transaction() as conn:
        (submission,) = received.submissions(conn, [head["submission_id"]])
    path = give_back_submission(submission)
    if path is None:
        raise Refused(404, "Tệp này không còn điểm nào phải sửa nên không có bản trả lại.")
    stem, _, suffix = head["file_name"].rpartition(".")
    response = FileResponse(path, media_type="application/octet-stream")
    return attachment(response, f"{stem or suffix}_tra-lai{path.suffix}")


def typed_csv(
    columns: Sequence[Column],
    table: Table,
    *,
    veiled: Collection[str],
    hidden: Collection[tuple[str, int, str]] = (),
) -> Response:
    """Give a table's typed values as CSV (UTF-8 with mark, so that Excel reads the letters).

    `veiled` columns are left out, and what stands in `hidden` cells (sheet, row, column).
    """
    shown = [c for c in columns if c.name in table.values and c.name not in veiled]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Dòng trong tệp", *(_header(column) for column in shown)])
    for at, row in enumerate(table.numbered):
        sheet, number = table.sheet_of(row), row[1]
        place = f"{sheet}!{number}" if table.more_sheets else number
        masked = {c.name for c in shown if (sheet, number, c.name) in hidden}
        values = (HIDDEN if c.name in masked else table.values[c.name][at] for c in shown)
        writer.writerow(csv_cells([place, *values]))
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8")


def csv_cells(values: Iterable[CellValue]) -> list[str | int | float]:
    """Make values safe to open in a spreadsheet; numbers stay numbers, also negative ones."""
    return [_csv_cell(value) for value in values]


def _csv_cell(value: CellValue) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, dt.date) else value
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _header(column: Column) -> str:
    header = column.whole_header
    return f"{header} ({column.unit})" if column.unit and column.unit not in header else header
