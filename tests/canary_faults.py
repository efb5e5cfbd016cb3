"""What is planted for the canary's test, and how things are made to fail: programs and statements.

The one surprising thing: what cannot be broken from outside (the judge, the report) is replaced in
a process of its own by something that raises with the values in its message.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

from etl import warehouse
from etl.contracts import load_forms
from sample.faults import Rows

# A text, a whole number, a number, a day; as cells hold them and as people and programs print them.
# Seconds of a clock and digits within a hash are none of them.
CANARY = re.compile(
    r"[Cc]him sẻ \d{3}|(?<![0-9a-f])(?<!:\d)7[. ]?391[. ]?\d{3}(?![0-9a-f])"
    r"|1997-03-\d\d|\d\d/03/1997"
)
SENDERS = ("ubnd-trang-dinh", "so-ldtbxh", "ban-dan-toc")  # every form is owed by one of them
FAULTS = """
import os, sys
def judge(frame, checks):
    from etl.validate.frames import with_texts
    raise ValueError(with_texts(frame).to_dict())
def kill(conn, form, tables):
    os.kill(os.getpid(), 9)
def report(key):
    raise KeyError("Chim sẻ 001", 7391001)
def let_fail(how):
    if how == "judge":
        import etl.validate.judging as at
        at.failing_rows = judge
    elif how == "kill":
        import etl.load as at
        at._lay_together = kill
    elif how == "report":
        import etl.publish as at
        at.draft = report
"""
DRIVER = f"""{FAULTS}
from etl.cli import main
let_fail(sys.argv.pop(1))
main()
"""
DAGS = f"""{FAULTS}
import shutil
from etl.airflow.processes import prepare
prepare()
from airflow import settings
settings.configure_orm()
from airflow.dag_processing.dagbag import DagBag
dag = DagBag().dags["submissions"]
dag.deadline = None  # dag.test() of 3.3.2 cannot end a run that has a deadline alert
for task in dag.tasks:
    getattr(task, "partial_kwargs", vars(task))["retries"] = 0
for how in ("load", "judge"):
    if how == "judge":
        let_fail(how)
    shutil.copy(sys.argv.pop(2), sys.argv[1])
    run = dag.test()
    print("RESULT", how, *(f"{{t.task_id}}={{t.state}}" for t in run.get_task_instances()))
"""
# What a server says of a row it does not take: in the first line, in the details, in the context.
BREAKS = (
    'CREATE TRIGGER canary BEFORE INSERT ON landing."{form}" '
    "FOR EACH ROW EXECUTE FUNCTION canary()",
    'ALTER TABLE landing."{form}" ADD CONSTRAINT canary CHECK (return_id < 0) NOT VALID',
    'ALTER TABLE landing."{form}" ALTER "{column}" TYPE boolean USING NULL',
)
WAYS = ("first line", "details", "context")
MENDS = (
    'DROP TRIGGER canary ON landing."{form}"',
    'ALTER TABLE landing."{form}" DROP CONSTRAINT canary',
    'ALTER TABLE landing."{form}" ALTER "{column}" TYPE {type} USING NULL',
)


def plant(rows: Rows, version: int = 1) -> None:
    """Put a value of its own into each column of the first row of each form."""
    numbers = itertools.count(100 * version)
    for form_id, records in rows.items():
        for column in load_forms()[form_id].columns:
            number = next(numbers)
            planted = {
                "text": f"Chim sẻ {number:03}",
                "integer": 7_391_000 + number,
                "number": 7_391_000.25 + number,
                "date": dt.date(1997, 3, 1 + number % 28),
            }.get(column.type)
            if planted is not None:
                records[0][column.name] = planted


def make_trigger() -> None:
    """Make what raises with a whole row in the first line of its message."""
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql(
            "CREATE FUNCTION canary() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'not ' || NEW::text; END $$"
        )


def break_landing(way: int) -> None:
    run_each(BREAKS[way])


def mend_landing(way: int) -> None:
    run_each(MENDS[way])


def run_each(statement: str) -> None:
    types = {"text": "text", "integer": "bigint", "number": "numeric", "date": "date"}
    with warehouse.transaction("owner") as conn:
        for form in load_forms().values():
            column = next(c for c in form.columns if c.type in types)
            if "TYPE" in statement:
                conn.exec_driver_sql(f'DROP VIEW IF EXISTS landing."{form.id}_corrected" CASCADE')
            words = {"form": form.id, "column": column.name, "type": types[column.type]}
            conn.exec_driver_sql(statement.format(**words))
