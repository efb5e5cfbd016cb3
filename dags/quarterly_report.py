"""The DAG of reports within the year: quarter, six and nine months; a leader signs each.

Airflow reads this file for the DAG object that it makes.
"""

from __future__ import annotations

from etl.airflow.report_dag import report_dag
from etl.airflow.timetable import report_kinds

quarterly_report = report_dag("quarterly_report", report_kinds().within_year)
