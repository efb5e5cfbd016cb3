"""A contract for rules, and example rows as the frame that the judge's engine is asked about."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from etl.contracts.vocabulary import CONTEXT
from etl.model import CellValue, Form
from etl.validate.frames import frame_of, laid_out

CLASSES = """
id: classes
version: 1.0.0
number: Biểu số 99/BDT
sheet: 99-Lớp học
title: Lớp tập huấn
purpose: Lớp tập huấn
frequencies: [year]
label: [name]
columns:
  - {name: name, code: A, kind: text, key: true, header: Tên lớp, hint: Ghi tên lớp.}
  - name: audience
    code: B
    kind: choice
    header: Đối tượng
    choices: {village: Cán bộ thôn, commune: Cán bộ xã}
  - {name: trainees, code: "1", kind: integer, header: Học viên, unit: người, measure: flow}
  - {name: women, code: "2", kind: integer, header: Nữ, unit: người, measure: flow}
  - {name: men, code: "3", kind: integer, header: Nam, unit: người, measure: flow}
  - {name: spent, code: "4", kind: number, header: Giải ngân, unit: triệu đồng, measure: flow}
  - {name: started_on, code: C, kind: date, header: Khai giảng}
  - {name: ended_on, code: D, kind: date, header: Bế giảng}
  - {name: reason, code: E, kind: text, header: Giải trình, explains: true, hint: Ghi lý do.}
rules:
"""


def frame_of_rows(form: Form, rows: Sequence[Mapping[str, CellValue]]) -> pd.DataFrame:
    """Make a frame of example rows, which may state context columns themselves."""
    kinds = {**CONTEXT, **{column.name: column.type for column in form.columns}}
    frame, words = laid_out(
        {name: (kind, [[row.get(name) for row in rows]]) for name, kind in kinds.items()}
    )
    frame["sheet_no"] = np.ones(len(rows), dtype=np.int64)
    frame["excel_row"] = np.arange(1, len(rows) + 1)
    return frame_of(frame, words)
