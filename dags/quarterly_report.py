"""The DAG of reports within the year: quarter, six and nine months; a leader signs each.

Airflow reads this file for the DAG object that it makes.
"""

from __future__ import annotations

from etl.airflow.report_dag import report_dag

quarterly_report = report_dag(
    "quarterly_report",
    name="Báo cáo quý, 6 tháng, 9 tháng",
    kinds=["quarter", "six_months", "nine_months"],
    cut_off_days="15/3, 15/6, 15/9 và 15/12",
    examples=["2020-Q1", "2020-H1", "2020-M9"],
)
