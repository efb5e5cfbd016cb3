"""The plug-in that Airflow loads in each of its processes: timetable, key mapper, and the desk.

In: nothing. Out: the classes under their import paths, by which DAGs are read back from the
metadata database; in the API server, the desk under `/desk` and its entry in the navigation. The
one surprising thing: Airflow imports this file by its path and in every process, so the desk is
made only when the API server asks for it.
"""

from __future__ import annotations

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from etl.airflow.timetable import CompleteOrCutOff, PeriodKeyMapper

TITLE = "Bàn làm việc báo cáo"


class ReportingPlugin(AirflowPlugin):
    """Make the reporting timetable and the desk known to Airflow."""

    name = "reporting"
    timetables = [CompleteOrCutOff]  # noqa: RUF012 - Airflow reads a plain list
    partition_mappers = [PeriodKeyMapper]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": TITLE,
            "href": "/desk/",
            "url_route": "desk",
            "destination": "nav",
            "nav_top_level": True,
        }
    ]

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Give the desk as Airflow mounts it: behind Airflow's own sign-in, asked per request."""
        from etl.airflow.clearing import let_runs_be_cleared
        from etl.airflow.desk_identity import AirflowIdentity
        from etl.desk.app import create_app

        let_runs_be_cleared()
        return [{"app": create_app(AirflowIdentity()), "url_prefix": "/desk", "name": TITLE}]

    @property
    def fastapi_root_middlewares(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Give what stands before Airflow's own pages too: a slow sign-in, a log without keys."""
        from etl.airflow.front_door import front_door

        return [{"middleware": front_door, "name": "front door"}]
