"""The plug-in that Airflow loads in each of its processes: our timetable and its key mapper.

In: nothing. Out: the classes under their import paths, by which DAGs are read back from the
metadata database. The one surprising thing: Airflow imports this file by its path, so it must hold
names only and no code of its own.
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from etl.airflow.timetable import CompleteOrCutOff, PeriodKeyMapper


class ReportingPlugin(AirflowPlugin):
    """Make the reporting timetable known to Airflow."""

    name = "reporting"
    timetables = [CompleteOrCutOff]  # noqa: RUF012 - Airflow reads a plain list
    partition_mappers = [PeriodKeyMapper]  # noqa: RUF012
