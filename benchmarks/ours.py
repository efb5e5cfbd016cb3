"""The corridor itself: collect, extract, validate and load, through the pipeline's own steps.

In: workbooks, laid into the inbox beforehand (`prepare`, not measured). Out: accepted rows in the
warehouse. The one surprising thing: unlike the other ways it also keeps every workbook for good,
registers it, and stores every finding with its sentence and cells; all that is in its time.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.ways import Job, Outcome
from etl.settings import settings


def prepare(job: Job) -> None:
    """Lay the workbooks of a batch into the inbox, as further names of the same files.

    Taking them in then removes names only; see `wait_for_quick_files` for what removed files do.
    """
    inbox = settings().inbox
    inbox.mkdir(parents=True, exist_ok=True)
    for path in map(Path, job.paths):
        (inbox / path.name).hardlink_to(path)


def run(job: Job) -> Outcome:
    """Take the batch from the inbox to the warehouse, as `etl run` does."""
    from etl import pipeline

    ids = pipeline.collect_and_read()
    pipeline.step_extract(ids)
    pipeline.step_validate(ids)
    pipeline.step_load(ids)
    return _outcome(ids)


def _outcome(submission_ids: list[int]) -> Outcome:
    """Ask the registry what became of the batch, and which cells were complained of."""
    import sqlalchemy as sa

    from etl import warehouse

    given = {"ids": submission_ids}
    with warehouse.transaction() as conn:
        refused = conn.execute(sa.text(_REFUSED), given).scalars().all()
        row_count = conn.execute(sa.text(_ROW_COUNT), given).scalar_one()
        failing = conn.execute(sa.text(_FAILING), given).all()
    return Outcome(tuple(refused), row_count, tuple((f, int(r), c) for f, r, c in failing))


_REFUSED = """
SELECT s.file_name FROM registry.submission s
WHERE s.id = ANY (:ids) AND NOT EXISTS (
    SELECT FROM registry.return r JOIN registry.return_load l ON l.return_id = r.id
    WHERE r.submission_id = s.id)
ORDER BY s.id
"""
_ROW_COUNT = """
SELECT count(*) FROM landing.works w JOIN registry.return r ON r.id = w.return_id
WHERE r.submission_id = ANY (:ids)
"""
_FAILING = """
SELECT DISTINCT s.file_name, cell ->> 'row', f.column_name
FROM registry.finding f
JOIN registry.submission s ON s.id = f.submission_id
CROSS JOIN LATERAL jsonb_array_elements(f.cells) cell
WHERE s.id = ANY (:ids) AND f.severity <> 'info'
ORDER BY 1, 2, 3
"""
