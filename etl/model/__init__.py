"""The nouns of the pipeline: frozen values that every room passes on and none of which does work.

The one surprising thing: one form inside one workbook, not a workbook, is the unit of judgement.
"""

from etl.model.compact import Days, Numbers, Texts, pack
from etl.model.findings import (
    DECIMALS,
    Cell,
    CellValue,
    Finding,
    Key,
    Mark,
    RowAt,
    Rung,
    Severity,
    as_told,
)
from etl.model.forms import Column, ColumnChange, Form, Measure, Rule, UsualChange, holds
from etl.model.periods import (
    Period,
    all_periods,
    calendar,
    known_kind,
    legal_keys,
    newest_first,
    period_kinds,
    read_frequencies,
    within_year,
)
from etl.model.places import LEVEL_OF_KIND, LEVELS, Agency, Area, Level, Member, Succession
from etl.model.workbooks import (
    SAME_AS_BEFORE,
    Beside,
    Cover,
    EarlierReason,
    Figure,
    Judgement,
    Reading,
    ReturnState,
    Submission,
    Table,
    TotalRow,
    state_after,
)
