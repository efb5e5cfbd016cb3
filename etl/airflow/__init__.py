"""When, again, and ask a person: the only package, with dags/, that knows Airflow.

In: the steps of `etl.pipeline`. Out: DAG runs, and a live Airflow in `<home>/airflow`. The one
surprising thing: nothing here decides anything about a return or a report; without Airflow the
pipeline gives the same results, only when somebody asks for them.
"""

APPROVE, REFUSE = "Đồng ý ban hành", "Không đồng ý"  # the two answers to a sign-off
