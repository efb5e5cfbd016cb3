"""Example rows of contracts as the frame that the judge's engine is asked about."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from etl.contracts.vocabulary import CONTEXT
from etl.model import CellValue, Form
from etl.validate.frames import frame_of, laid_out


def frame_of_rows(form: Form, rows: Sequence[Mapping[str, CellValue]]) -> pd.DataFrame:
    """Make a frame of example rows, which may state context columns themselves."""
    kinds = {**CONTEXT, **{column.name: column.type for column in form.columns}}
    frame, words = laid_out(
        {name: (kind, [[row.get(name) for row in rows]]) for name, kind in kinds.items()}
    )
    frame["sheet_no"] = np.ones(len(rows), dtype=np.int64)
    frame["excel_row"] = np.arange(1, len(rows) + 1)
    return frame_of(frame, words)
