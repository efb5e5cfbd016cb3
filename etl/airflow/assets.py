"""The two assets that DAGs wait for: a filled inbox and a period that is complete.

In: the folders that workbooks arrive in. Out: `INBOX`, whose watcher runs in the triggerer, and
`PERIOD_COMPLETE`, partitioned by period key. The one surprising thing: an event of the latter
without a partition starts nothing, so the announcing task skips itself when there is nothing to
announce.
"""

from __future__ import annotations

from airflow.sdk import Asset, AssetWatcher

from etl.airflow.watch import InboxTrigger
from etl.settings import settings

INBOX = Asset(
    name="inbox",
    uri="reporting://inbox",
    group="reporting",
    watchers=[
        AssetWatcher(
            name="inbox",
            trigger=InboxTrigger(
                folder=str(settings().inbox),
                desk_folder=str(settings().home / "desk" / "incoming"),
            ),
        )
    ],
)

PERIOD_COMPLETE = Asset(
    name="period-complete", uri="reporting://period-complete", group="reporting"
)
