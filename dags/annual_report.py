"""The annual report DAG: drafted when its year is complete, published when a leader signs."""

from __future__ import annotations

from etl.airflow.report_dag import report_dag
from etl.airflow.timetable import report_kinds

annual_report = report_dag("annual_report", report_kinds().year)
