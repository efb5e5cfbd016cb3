"""The DAG of reports on periods that are no part of a year: a school year, what is asked once.

Airflow reads this file for the DAG object that it makes; there is none while nobody owes such a
period.
"""

from __future__ import annotations

from etl.airflow.report_dag import report_dag
from etl.airflow.timetable import report_kinds

if kinds := report_kinds().others:
    other_report = report_dag("other_report", kinds)
