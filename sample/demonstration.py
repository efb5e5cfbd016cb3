"""The main job on sample workbooks, through Airflow itself: nothing in, a signed-off report out.

Two rounds of workbooks are dropped into the inbox; everything after that is done by DAG runs that
Airflow starts by itself, except the leader's answer, which is given openly through the REST API
as the user who may sign. The one surprising thing: a second run finds the published report and
changes nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl.airflow import APPROVE
from etl.airflow.runtime import Live, running
from etl.settings import settings
from etl.vault import waiting
from sample.airflow_api import AirflowApi, AirflowApiError, Json, api_of, until
from sample.rounds import OF_TODAY

PERIOD, YEAR_BEFORE = "2020", "2019"
OPERATOR, LEADER = "chuyenvien", "lanhdao"
DAGS = {"submissions", "annual_report", "quarterly_report"}
ACTIVE, DONE = ("queued", "running"), ("success", "failed", "skipped", "upstream_failed")
STEPS = {
    "collect": "nhận tệp",
    "extract": "đọc",
    "validate": "kiểm tra",
    "load": "nạp",
    "give_back": "trả lại",
    "announce": "báo đủ số liệu",
    "draft": "lập dự thảo",
    "ready_to_sign": "xét đủ điều kiện trình",
    "sign_off": "trình ký",
    "publish": "ban hành",
    "record_refusal": "ghi nhận ý kiến",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run of the demonstration leaves behind."""

    changed: bool
    release_id: int
    report_files: tuple[Path, ...]
    returned_files: tuple[Path, ...]
    seconds: float


def run_demo(console: Console | None = None, *, answer: str = APPROVE) -> Summary:
    """Play both rounds and the sign-off; say where the results lie.

    `answer` is the leader's. Raises `AirflowStartError` or `AirflowApiError`, with where to look.
    """
    from etl import publish
    from etl.warehouse.schema import migrate

    console, begun = console or Console(highlight=False, soft_wrap=True), time.monotonic()
    migrate()
    release_id = publish.published(PERIOD)
    if release_id is not None:
        console.print(
            f"Báo cáo năm {PERIOD} đã ban hành từ đúng các biểu đang có hiệu lực (bản số "
            f"{release_id}). Không có gì thay đổi."
        )
        return _tell(console, _summary(release_id, changed=False, begun=begun))
    rounds: dict[int, list[Path]] = {}

    def write() -> None:
        from sample import write_round

        folder = settings().home / "demo"
        rounds.update({n: write_round(folder / f"vong-{n}", n) for n in (1, 2)})

    with _progress(console) as progress:
        start = progress.add_task("Khởi động Airflow và viết tệp mẫu", total=None)
        with running(meanwhile=write) as live:
            progress.update(start, total=1, completed=1)
            console.print(f"Airflow sẵn sàng tại {live.address}")
            release_id = _play(console, progress, live, rounds, answer)
    return _tell(console, _summary(release_id, changed=True, begun=begun))


def _play(
    console: Console, progress: Progress, live: Live, rounds: dict[int, list[Path]], answer: str
) -> int:
    from etl import publish

    with api_of(live, OPERATOR) as api:
        until(lambda: set(api.dags()) >= DAGS or None, seconds=60, what="các DAG")
        # The four quarters would be drafted as well; the demonstration is about the year, and
        # says at its end how a quarter is drafted.
        api.pause("quarterly_report", paused=True)
        try:
            for number, paths in rounds.items():
                console.print(f"Vòng {number}: thả {len(paths)} tệp vào {settings().inbox}")
                _drop(paths)
                _follow_submissions(api, progress, number)
                _tell_returned(console, number)
            run = _report_run(api, console)
            _sign(live, api, console, progress, run, answer)
            return publish.answered_in(f"annual_report/{run['dag_run_id']}").release_id
        finally:
            api.pause("quarterly_report", paused=False)


def _drop(paths: list[Path]) -> None:
    """Put copies into the inbox, each whole from the first moment that it can be seen."""
    inbox = settings().inbox
    inbox.mkdir(parents=True, exist_ok=True)
    for path in paths:
        hidden = inbox / f".{path.name}.part"
        shutil.copyfile(path, hidden)
        hidden.rename(inbox / path.name)


def _follow_submissions(api: AirflowApi, progress: Progress, number: int) -> None:
    """Follow the runs that Airflow starts by itself until the inbox is empty and all is judged."""
    known = {run["dag_run_id"] for run in api.runs("submissions") if run["state"] not in ACTIVE}
    bar = progress.add_task(f"submissions, vòng {number}: chờ Airflow nhận ra tệp mới", total=6)

    def finished() -> bool | None:
        runs = [run for run in api.runs("submissions") if run["dag_run_id"] not in known]
        for run in runs:
            _show(api, progress, bar, run, f"submissions, vòng {number}")
            _raise_if_failed(run)
        active = any(run["state"] in ACTIVE for run in runs)
        return (bool(runs) and not active and not waiting(settings().inbox)) or None

    until(finished, seconds=300, what="lượt chạy submissions kết thúc", pause=0.5)


def _show(api: AirflowApi, progress: Progress, bar: object, run: Json, title: str) -> None:
    states = api.tasks(run["dag_id"], run["dag_run_id"])
    done = sum(state in DONE for state in states.values())
    now = [STEPS.get(name, name) for name, state in states.items() if state == "running"]
    text = f"{title}: {', '.join(now) or 'chờ bước kế tiếp'}"
    if states and done == len(states):
        text = f"{title}: xong"
    progress.update(bar, description=text, total=len(states) or None, completed=done)  # type: ignore[arg-type]


def _raise_if_failed(run: Json) -> None:
    if run["state"] == "failed":
        raise AirflowApiError(
            f"Lượt chạy {run['dag_id']} {run['dag_run_id']} bị lỗi. Xem nhật ký trong "
            f"{settings().home / 'airflow' / 'logs'}"
        )


def _report_run(api: AirflowApi, console: Console) -> Json:
    """Find the run that the period's completeness has started; start one by hand if it is lost."""

    def find() -> Json | None:
        for run in api.runs("annual_report"):
            if run["partition_key"] == PERIOD and run["state"] in ACTIVE:
                return run
        return None

    try:
        run = until(find, seconds=20, what=f"lượt chạy annual_report cho kỳ {PERIOD}")
        console.print(f"Kỳ {PERIOD} đã đủ số liệu: Airflow tự mở annual_report")
    except AirflowApiError:
        console.print(f"Kỳ {PERIOD} đã được báo đủ từ lần chạy trước: mở annual_report bằng tay")
        run = api.run("annual_report", api.trigger("annual_report", PERIOD))
    return run


def _sign(
    live: Live, api: AirflowApi, console: Console, progress: Progress, run: Json, answer: str
) -> None:
    run_id, title = run["dag_run_id"], f"annual_report, kỳ {PERIOD}"
    bar = progress.add_task(title, total=5)

    def asked() -> Json | None:
        _show(api, progress, bar, run, title)
        _raise_if_failed(api.run("annual_report", run_id))
        return next(iter(api.waiting("annual_report", run_id)), None)

    question = until(asked, seconds=300, what="bước trình ký", pause=0.5)
    console.print(f"{question['subject']}: trả lời “{answer}” với tư cách người dùng {LEADER}")
    with api_of(live, LEADER) as leader:
        leader.settle(question)
        leader.answer(
            "annual_report", run_id, "sign_off", answer, reason="Trả lời trong lần chạy minh họa"
        )

    def ended() -> Json | None:
        _show(api, progress, bar, run, title)
        now = api.run("annual_report", run_id)
        return None if now["state"] in ACTIVE else now

    _raise_if_failed(until(ended, seconds=120, what="ban hành", pause=0.5))


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield progress


def _tell_returned(console: Console, number: int) -> None:
    moment = dt.datetime.now(dt.UTC).timestamp() - 600
    files = [p for p in _files(settings().returned) if p.stat().st_mtime > moment]
    if number == 1:
        console.print(f"Đã trả lại {len(files)} tệp có lỗi, kèm ghi chú tại từng ô:")
        for path in files:
            console.print(f"  {path}")


def _summary(release_id: int, *, changed: bool, begun: float) -> Summary:
    from etl import publish

    files = tuple(publish.files(release_id))
    return Summary(
        changed, release_id, files, _files(settings().returned), time.monotonic() - begun
    )


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _psql() -> str:
    """Give the psql that goes with the warehouse's server."""
    from etl.warehouse import embedded

    return "psql" if os.environ.get("WAREHOUSE_URL") else str(embedded.program("psql"))


def _tell(console: Console, summary: Summary) -> Summary:
    from etl import warehouse

    console.print(f"\nXong sau {summary.seconds:.0f} giây.")
    console.print("Báo cáo:")
    for path in summary.report_files:
        console.print(f"  {path}")
    console.print(f"Tệp đã trả lại: {settings().returned} ({len(summary.returned_files)} tệp)")
    _tell_what_is_left(console)
    console.print("Kho dữ liệu, tra cứu bằng psql:")
    address = warehouse.url().replace("+psycopg", "")
    console.print(f'  {_psql()} "{address}" -c "TABLE mart.indicator"', markup=False)
    return summary


def _tell_what_is_left(console: Console) -> None:
    """Say what the demonstration left for people: the year before, and the quarters."""
    from etl import publish

    if publish.published(YEAR_BEFORE) is None:
        console.print(
            f"Năm {YEAR_BEFORE} cũng đủ số liệu: dự thảo báo cáo chờ lãnh đạo ký. Chạy make up, "
            f"đăng nhập bằng {LEADER}, mở Required Actions."
        )
    console.print(
        f"Bốn quý năm {PERIOD} cũng đủ số liệu; lần chạy minh họa không lập báo cáo quý. "
        f"Lập dự thảo báo cáo quý bằng lệnh: .venv/bin/etl report {PERIOD}-Q4; báo cáo một quý "
        f"do các xã, phường và các sở, ngành hiện nay gửi: .venv/bin/etl report {OF_TODAY}"
    )
