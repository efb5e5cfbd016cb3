"""Sample workbooks of 2019 and 2020: nothing in, the files that agencies would have sent out.

Provincial totals are the published ones where a figure was published; every breakdown below the
province, and everything about 2019 but its poverty rate, is invented from a fixed seed and marked
as such in each workbook. The one surprising thing: three workbooks of the first round are faulty
on purpose.
"""

from etl.demo.faults import FAULTS
from etl.demo.rounds import DATA_NOTE, write_round, write_workbook

__all__ = ["DATA_NOTE", "FAULTS", "write_round", "write_workbook"]
