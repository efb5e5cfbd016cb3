"""The annual report DAG: drafted when its year is complete, published when a leader signs."""

from __future__ import annotations

from etl.airflow.report_dag import report_dag

annual_report = report_dag(
    "annual_report",
    name="Báo cáo năm",
    kinds=["year"],
    cut_off_days="15/12",
    examples=["2020"],
)
