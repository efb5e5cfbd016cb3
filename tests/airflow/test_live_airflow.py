"""One live Airflow: workbooks dropped, judged by themselves, one report signed and one refused."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from lxml import html

from etl import warehouse
from etl.airflow.answers import APPROVE, LEADER, REFUSE
from etl.airflow.api import AirflowApi, AirflowApiError, healthy, until
from etl.airflow.runtime import Live, attached, running, stop
from etl.demo import FAULTS, write_workbook
from etl.demo.rounds import senders
from etl.desk.app import create_app
from etl.model import Period
from etl.settings import settings
from etl.warehouse import embedded
from tests.conftest import database_url

pytestmark = [pytest.mark.xdist_group("live-airflow"), pytest.mark.timeout(600)]
ENDED = ("success", "failed")
REASON = "Chưa thống nhất số hộ nghèo"


@dataclass(frozen=True)
class Scene:
    """A live Airflow that has judged two complete years and asks for two signatures."""

    live: Live
    submissions: dict[str, Any]
    reports: dict[str, dict[str, Any]]  # period key -> run of annual_report
    questions: dict[str, dict[str, Any]]  # period key -> question to the leader


@pytest.fixture(scope="module")
def scene(
    database_server: embedded.Server,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    base = database_url(database_server, "live_warehouse")
    for name in ("live_warehouse", "live_airflow"):
        template = f' TEMPLATE "{template_database}"' if name == "live_warehouse" else ""
        execute(database_server, f'CREATE DATABASE "{name}"{template}')
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ETL_HOME", str(folder))
        patch.setenv("WAREHOUSE_URL", base)
        metadata = base.replace("+psycopg", "+psycopg2").replace("live_warehouse", "live_airflow")
        patch.setenv("ETL_AIRFLOW_DATABASE_URL", metadata)
        patch.setenv("ETL_AIRFLOW_PORT", "0")
        settings.cache_clear()
        warehouse.dispose()
        with running(meanwhile=lambda: write_two_years(folder / "made")) as live:
            yield play(live, folder / "made")
        warehouse.dispose()
    settings.cache_clear()
    for name in ("live_warehouse", "live_airflow"):
        execute(database_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(server: embedded.Server, statement: str) -> None:
    import psycopg

    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(statement)  # type: ignore[arg-type]


def write_two_years(folder: Path) -> None:
    folder.mkdir()
    for key in ("2019", "2020"):
        for agency_id in senders(Period.parse(key)):
            write_workbook(folder, agency_id, key)


def play(live: Live, made: Path) -> Scene:
    api = live.api("chuyenvien")
    until(lambda: len(api.dags()) == 4 or None, seconds=60, what="four DAGs")
    settings().inbox.mkdir(parents=True, exist_ok=True)
    for path in made.iterdir():
        shutil.move(path, settings().inbox / path.name)

    def judged() -> dict[str, Any] | None:
        # the hourly sweep may come in between: it is not what this is about
        runs = [run for run in api.runs("submissions") if run["run_type"] == "asset_triggered"]
        return next((run for run in runs if run["state"] in ENDED), None)

    def asked() -> list[dict[str, Any]] | None:
        found = api.waiting("annual_report")
        return found if len(found) == 2 else None

    submissions = until(judged, seconds=240, what="submissions judged")
    found = until(asked, seconds=240, what="two questions to the leader")
    by_run = {q["task_instance"]["dag_run_id"]: q for q in found}
    reports = {run["partition_key"]: run for run in api.runs("annual_report")}
    questions = {key: by_run[run["dag_run_id"]] for key, run in reports.items()}
    return Scene(live, submissions, reports, questions)


def answer(scene: Scene, period_key: str, option: str, **params: str) -> dict[str, str]:
    """Answer as the leader and give the states of the run's tasks at its end."""
    run_id = scene.reports[period_key]["dag_run_id"]
    with scene.live.api(LEADER) as leader:
        leader.settle(scene.questions[period_key])
        leader.answer("annual_report", run_id, "sign_off", option, **params)

        def over() -> dict[str, Any] | None:
            run = leader.run("annual_report", run_id)
            return run if run["state"] in ENDED else None

        ended = until(over, seconds=180, what="the run's end")
        assert ended["state"] == "success"
        return leader.tasks("annual_report", run_id)


def release(period_key: str) -> dict[str, Any]:
    import sqlalchemy as sa

    query = "SELECT * FROM release.release WHERE period_key = :key"
    with warehouse.transaction("report") as conn:
        return dict(conn.execute(sa.text(query), {"key": period_key}).mappings().one())


def test_every_part_is_well_and_every_dag_is_read(scene: Scene) -> None:
    assert healthy(scene.live.address)
    with scene.live.api("phantich") as api:
        assert api.import_errors() == []
        dags = api.dags()
        assert len(dags) >= 4
        assert all(not dag["is_paused"] for dag in dags.values())


def test_dropped_workbooks_are_judged_without_anybody_asking(scene: Scene) -> None:
    assert scene.submissions["state"] == "success"
    assert scene.submissions["run_type"] == "asset_triggered"
    assert not any(settings().inbox.iterdir())


def test_a_complete_period_starts_its_report_as_its_partition(scene: Scene) -> None:
    assert set(scene.reports) == {"2019", "2020"}
    assert {run["run_type"] for run in scene.reports.values()} == {"asset_triggered"}
    with scene.live.api("phantich") as api:
        assert api.runs("quarterly_report") == []
        assert api.run("submissions", scene.submissions["dag_run_id"])["state"] == "success"


def test_the_leader_reads_which_report_waits(scene: Scene) -> None:
    subjects = {key: question["subject"] for key, question in scene.questions.items()}
    assert subjects == {
        "2019": "Trình ký ban hành báo cáo năm 2019",
        "2020": "Trình ký ban hành báo cáo năm 2020",
    }
    assert "của báo cáo\n**năm 2020** đã lập xong" in scene.questions["2020"]["body"]


@pytest.mark.parametrize("user", ["phantich", "chuyenvien", "quantri"])
def test_nobody_signs_in_the_leaders_place(scene: Scene, user: str) -> None:
    run_id = scene.reports["2020"]["dag_run_id"]
    with scene.live.api(user) as api, pytest.raises(AirflowApiError, match="403"):
        api.answer("annual_report", run_id, "sign_off", APPROVE)


def test_a_wrong_password_opens_nothing(scene: Scene) -> None:
    with pytest.raises(AirflowApiError, match="lanhdao"):
        AirflowApi(scene.live.address, LEADER, "guess")


def test_an_approved_report_is_published_in_the_leaders_name(scene: Scene) -> None:
    assert release("2020")["state"] == "draft"
    states = answer(scene, "2020", APPROVE, reason="")
    assert states["publish"] == "success"
    assert states["record_refusal"] == "skipped"
    issued = release("2020")
    assert (issued["state"], issued["decided_by"]) == ("published", LEADER)
    names = {path.suffix for path in (settings().reports / "2020").rglob("Bao-cao*")}
    assert names == {".docx", ".xlsx", ".html"}


def test_a_refused_report_is_not_published_and_keeps_the_reason(scene: Scene) -> None:
    states = answer(scene, "2019", REFUSE, reason=REASON)
    assert states["publish"] == "skipped"
    assert states["record_refusal"] == "success"
    stopped = release("2019")
    assert (stopped["state"], stopped["decided_by"]) == ("refused", LEADER)
    assert stopped["reason"] == REASON


def test_the_desk_stands_in_airflow_and_asks_who_is_there(scene: Scene) -> None:
    address = f"{scene.live.address}/desk/"
    stranger = httpx.get(address, trust_env=False)
    assert stranger.status_code in (303, 401, 403)
    with scene.live.api("phantich") as api:
        views = [v for p in api.call("GET", "/plugins")["plugins"] for v in p["external_views"]]
        assert [view["href"] for view in views] == ["/desk/"]
        token = api.token
    known = httpx.get(
        address,
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        follow_redirects=True,
    )
    assert known.status_code == 200
    assert known.url.path.startswith("/desk/")


def test_a_file_sent_at_the_desk_in_airflow_is_judged_and_shows_its_result(
    scene: Scene, tmp_path: Path
) -> None:
    """An agency's own link; the receipt asks for news until the judge has answered."""
    fault = FAULTS[0]
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    token = create_app().state.desk.links.create(fault.agency_id, "2020", expires, "chuyenvien")
    path = write_workbook(tmp_path, fault.agency_id, "2020", version=3, fault=fault)
    address = scene.live.address
    with httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as client:
        page = client.get(f"/desk/l/{token}")
        form = html.fromstring(page.text).xpath("//form[contains(@action, '/nop')]")[0]
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input[@value]")}
        files = {"tep": (path.name, path.read_bytes())}
        receipt = client.post(form.get("action"), data=fields, files=files).url

        def judged() -> str | None:
            text = client.get(receipt).text
            return text if "12o,5" in text else None

        assert "120,5" in until(judged, seconds=120, what="kết quả kiểm tra trên biên nhận")


def test_who_guesses_at_the_sign_in_is_slowed_down_and_nobody_else(scene: Scene) -> None:
    """A hundred and twenty tries at once were all answered before; the others sign in as always."""
    body = {"username": "phantich", "password": "guess"}
    with httpx.Client(base_url=scene.live.address, trust_env=False) as client:
        told = [client.post("/auth/token", json=body).status_code for _ in range(120)]
    assert told.count(401) <= 5 + 3  # two seconds' wait may pass meanwhile, perhaps four more
    assert set(told) == {401, 429}
    assert scene.live.api("chuyenvien").token


def test_the_access_log_keeps_no_key_of_a_link(scene: Scene) -> None:
    httpx.get(f"{scene.live.address}/desk/l/khoa-cua-mot-co-quan", trust_env=False)
    log = scene.live.home.logs / "parts" / "api-server.log"
    kept = until(
        lambda: text if "/desk/l/***" in (text := log.read_text(encoding="utf-8")) else None,
        seconds=20,
        what="the request in the access log",
    )
    assert "khoa-cua-mot-co-quan" not in kept


def test_a_second_start_uses_the_system_that_runs_and_leaves_it_running(scene: Scene) -> None:
    with running() as again:
        assert (again.address, again.ours) == (scene.live.address, False)
    assert healthy(scene.live.address)


def test_stopping_leaves_no_process_behind(scene: Scene) -> None:
    family = [psutil.Process(scene.live.pid)]
    family += family[0].children(recursive=True)
    assert len(family) >= 5
    stop(scene.live)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert attached(scene.live.home) is None
