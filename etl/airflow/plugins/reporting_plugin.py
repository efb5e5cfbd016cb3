"""The plug-in that Airflow loads in each of its processes: timetable, key mapper, and the desk.

DAGs are read back from the database by these import paths; the desk lies under `/desk`. The
one surprising thing: Airflow imports this file by its path and in every process, so the desk is
made only when the API server asks for it.
"""

import logging
from functools import wraps
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from etl.airflow.timetable import CompleteOrCutOff, PeriodKeyMapper

TITLE = "Bàn làm việc báo cáo"
_LOG = logging.getLogger(__name__)
_COUNTS_ANEW = "_recalculate_dagrun_queued_at_deadlines"


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
        from etl.airflow.front_door import AirflowIdentity
        from etl.desk.app import create_app

        _let_runs_be_cleared()
        return [{"app": create_app(AirflowIdentity()), "url_prefix": "/desk", "name": TITLE}]

    @property
    def fastapi_root_middlewares(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Give what stands before Airflow's own pages too: a slow sign-in, a log without keys."""
        from etl.airflow.front_door import front_door

        return [{"middleware": front_door, "name": "front door"}]


def _let_runs_be_cleared() -> None:
    """Make Clear leave a deadline alone that it cannot count anew; again changes nothing.

    Airflow 3.3.2 counts one anew when tasks are cleared, takes the interval as it is stored (an
    object) for seconds, and answers every Clear with an error; the runbooks ask for Clear. That it
    stays where it was is what is wanted: a report that nobody signs is late in any case.
    """
    from airflow.models import taskinstance

    counts_anew = getattr(taskinstance, _COUNTS_ANEW, None)
    if counts_anew is None or hasattr(counts_anew, "__wrapped__"):
        return

    @wraps(counts_anew)
    def leaves_alone(*args: object, **kwargs: object) -> None:
        try:
            counts_anew(*args, **kwargs)
        except TypeError:
            _LOG.info("a deadline stays where it was: Airflow cannot count it anew")

    setattr(taskinstance, _COUNTS_ANEW, leaves_alone)
