"""One live Airflow: workbooks dropped, judged by themselves, one report signed and one refused."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from pathlib import Path

import httpx
import psutil
import pytest
from canary_faults import CANARY
from live_canary import fail_with_values, told_by_airflow
from live_reports import answer, asked, clear, ended, forgeries, release, signed_off
from live_scene import CLERK, Scene, scene
from lxml import html

from etl.airflow import APPROVE, REFUSE
from etl.airflow.runtime import attached, healthy, running, stop
from etl.desk.app import create_app
from etl.settings import settings
from sample import FAULTS, write_workbook
from sample.airflow_api import AirflowApi, AirflowApiError, api_of, until
from sample.demonstration import LEADER

__all__ = ["scene"]  # one live Airflow for all tests of this module
pytestmark = pytest.mark.timeout(600)
REASON = "Chưa thống nhất số hộ nghèo"


def test_every_part_is_well_and_every_dag_is_read(scene: Scene) -> None:
    assert healthy(scene.live.address)
    with api_of(scene.live, "phantich") as api:
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
    with api_of(scene.live, "phantich") as api:
        assert api.runs("quarterly_report") == []
        assert api.run("submissions", scene.submissions["dag_run_id"])["state"] == "success"


def test_the_leader_reads_which_report_waits(scene: Scene) -> None:
    subjects = {key: question["subject"] for key, question in scene.questions.items()}
    assert subjects == {
        "2019": "Trình ký ban hành báo cáo năm 2019",
        "2020": "Trình ký ban hành báo cáo năm 2020",
    }
    assert "của báo cáo **năm 2020** đã lập xong" in scene.questions["2020"]["body"]


@pytest.mark.parametrize("user", ["phantich", CLERK, "chuyenvien", "quantri"])
def test_nobody_signs_in_the_leaders_place(scene: Scene, user: str) -> None:
    run_id = scene.reports["2020"]["dag_run_id"]
    with api_of(scene.live, user) as api, pytest.raises(AirflowApiError, match="403"):
        api.answer("annual_report", run_id, "sign_off", APPROVE)


def test_who_may_only_look_can_forge_nothing(scene: Scene) -> None:
    run_id = scene.reports["2020"]["dag_run_id"]
    clear = {"dry_run": False, "dag_run_id": run_id, "task_ids": ["sign_off"]}
    calls = [
        *forgeries(run_id),
        ("POST", "/dags/annual_report/dagRuns", {"logical_date": None, "conf": {}}),
        ("POST", "/dags/annual_report/clearTaskInstances", {**clear, "only_failed": False}),
    ]
    with api_of(scene.live, "phantich") as api:
        for method, path, body in calls:
            with pytest.raises(AirflowApiError, match="403"):
                api.call(method, path, json=body)


@pytest.mark.parametrize(
    ("user", "may_not_write"),
    [(CLERK, {"/variables", "/connections"}), ("chuyenvien", set()), ("quantri", set())],
)
def test_what_others_may_write_in_airflow_signs_nothing(
    scene: Scene, user: str, may_not_write: set[str]
) -> None:
    """A run of their own, triggered with an answer in its parameters, and every forgery in it."""
    with api_of(scene.live, user) as api:
        run_id = api.trigger(
            "annual_report", period="2020", answer=APPROVE, actor=LEADER, responded_by=LEADER
        )
        question = until(
            lambda: next(iter(api.waiting("annual_report", run_id)), None),
            seconds=180,
            what="the question of a run by hand",
        )
        assert question["body"] == scene.questions["2020"]["body"]
        with pytest.raises(AirflowApiError, match="403"):
            api.answer("annual_report", run_id, "sign_off", APPROVE)
        api.settle(question)
        for method, path, body in forgeries(run_id):
            refused = pytest.raises(AirflowApiError, match="403")
            with refused if path in may_not_write else nullcontext():
                api.call(method, path, json=body)
        assert ended(scene, run_id)["state"] == "failed"
        assert api.tasks("annual_report", run_id)["publish"] == "failed"
        again = {"task_ids": ["publish"], "only_failed": False, "include_downstream": True}
        clear(scene, user, run_id, **again)
        assert ended(scene, run_id)["state"] == "failed"
    assert release("2020")["state"] == "draft"
    assert signed_off() == []


def test_a_wrong_password_opens_nothing(scene: Scene) -> None:
    with pytest.raises(AirflowApiError, match="lanhdao"):
        AirflowApi(scene.live.address, LEADER, "guess")


def test_an_approved_report_is_published_in_the_leaders_name(scene: Scene) -> None:
    """Also when the question was put again, which is a new question about the same draft."""
    assert release("2020")["state"] == "draft"
    run_id = scene.reports["2020"]["dag_run_id"]
    (first,) = asked(run_id)
    clear(scene, "chuyenvien", run_id, task_ids=["sign_off"], only_failed=False)
    until(lambda: len(asked(run_id)) == 2 or None, seconds=60, what="the question, put again")
    states = answer(scene, "2020", APPROVE, reason="")
    assert states["publish"] == "success"
    assert states["record_refusal"] == "skipped"
    issued = release("2020")
    assert (issued["state"], issued["decided_by"]) == ("published", LEADER)
    assert signed_off() == [("2020", "approved", LEADER)]
    assert [one[:2] for one in asked(run_id)] == [first[:2]] * 2
    assert first[1] in scene.questions["2020"]["body"]
    names = {path.suffix for path in (settings().reports / "2020").rglob("Bao-cao*")}
    assert names == {".docx", ".xlsx", ".html"}


def test_a_refused_report_is_not_published_and_keeps_the_reason(scene: Scene) -> None:
    """Whoever lets the publication run all the same finds the refusal in the warehouse."""
    states = answer(scene, "2019", REFUSE, reason=REASON)
    assert states["publish"] == "skipped"
    assert states["record_refusal"] == "success"
    stopped = release("2019")
    assert (stopped["state"], stopped["decided_by"]) == ("refused", LEADER)
    assert stopped["reason"] == REASON
    run_id = scene.reports["2019"]["dag_run_id"]
    skips = f"/dags/annual_report/dagRuns/{run_id}/taskInstances/sign_off/xcomEntries/"
    with api_of(scene.live, "chuyenvien") as api:  # what makes Airflow skip the publication again
        api.call("DELETE", f"{skips}skipmixin_key")
    again = {"task_ids": ["publish"], "only_failed": False, "include_downstream": True}
    clear(scene, "chuyenvien", run_id, **again)
    assert ended(scene, run_id)["state"] == "failed"
    with api_of(scene.live, "phantich") as api:
        assert api.tasks("annual_report", run_id)["publish"] == "failed"
    assert release("2019")["state"] == "refused"


def test_the_desk_stands_in_airflow_and_asks_who_is_there(scene: Scene) -> None:
    address = f"{scene.live.address}/desk/"
    stranger = httpx.get(address, trust_env=False)
    assert stranger.status_code in (303, 401, 403)
    with api_of(scene.live, "phantich") as api:
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


def test_no_value_of_a_cell_is_told_by_airflow_when_judging_or_loading_fails(
    scene: Scene, tmp_path: Path
) -> None:
    """Neither in a log of a task or a part, nor in XCom or anything else of Airflow's database."""
    fail_with_values(scene, tmp_path)
    told = told_by_airflow(scene)
    assert "SQLSTATE P0001" in told["validate"]  # what failed is told, by code and place
    assert "SQLSTATE P0001" in told["load"]
    assert {"xcom", "log", "parts/api-server.log", "parts/scheduler.log"} <= set(told)
    assert {name: hits for name, text in told.items() if (hits := CANARY.findall(text))} == {}


def test_who_guesses_at_the_sign_in_is_slowed_down_and_nobody_else(scene: Scene) -> None:
    """A hundred and twenty tries at once were all answered before; the others sign in as always."""
    body = {"username": "phantich", "password": "guess"}
    with httpx.Client(base_url=scene.live.address, trust_env=False) as client:
        told = [client.post("/auth/token", json=body).status_code for _ in range(120)]
    assert told.count(401) <= 5 + 3  # two seconds' wait may pass meanwhile, perhaps four more
    assert set(told) == {401, 429}
    assert api_of(scene.live, "chuyenvien").token


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
