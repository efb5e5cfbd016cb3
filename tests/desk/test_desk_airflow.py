"""Inside Airflow the desk is not behind Airflow's login: it asks, and believes nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl import PROJECT

_ASK = Path(__file__).with_name("airflow_desk.py")


@pytest.fixture(scope="module")
def answers(desk_home: Path) -> dict[str, dict[str, Any]]:
    """Ask a mounted desk as everybody; gives status and address by person and path."""
    airflow_home = desk_home / "airflow"
    airflow_home.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home}/airflow.db",
        "AIRFLOW__API_AUTH__JWT_SECRET": "khóa thử nghiệm dài hơn ba mươi hai ký tự",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "nguoi-admin:admin",
    }
    done = subprocess.run(
        [sys.executable, str(_ASK)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("who", ["nobody", "forged", "NONE"])
def test_without_a_good_token_one_is_sent_to_airflow_s_sign_in(
    answers: dict[str, dict[str, Any]], who: str
) -> None:
    """Also with a forged token, and for a user whom Airflow gives no right."""
    for path in ("/desk/ky/2020", "/desk/viec", "/desk/lien-ket/2020", "/desk/bao-cao"):
        status, address = answers[who][path]
        assert status == 303
        assert "/auth/login?next=http%3A%2F%2Fairflow.test%2Fdesk%2F" in address


@pytest.mark.parametrize(
    ("who", "board", "work", "links"),
    [
        ("VIEWER", 200, 403, 403),
        ("USER", 200, 200, 200),
        ("OP", 200, 200, 200),
        ("ADMIN", 200, 200, 200),
        ("bearer", 200, 200, 200),
    ],
)
def test_airflow_s_auth_manager_decides(
    answers: dict[str, dict[str, Any]], who: str, board: int, work: int, links: int
) -> None:
    """Who may only read Airflow only reads here; who may run the submissions is a steward."""
    assert answers[who]["/desk/ky/2020"][0] == board
    assert answers[who]["/desk/viec"][0] == work
    assert answers[who]["/desk/lien-ket/2020"][0] == links


@pytest.mark.parametrize("who", ["nobody", "VIEWER", "ADMIN"])
def test_there_is_no_second_way_to_sign_in(answers: dict[str, dict[str, Any]], who: str) -> None:
    """The desk's own accounts do not exist inside Airflow."""
    assert answers[who]["/desk/dang-nhap"][0] == 404
    assert answers[who]["/desk/tai-khoan"][0] == 404


def test_the_mounted_desk_stays_below_its_path(answers: dict[str, dict[str, Any]]) -> None:
    """Links and cookies carry the path; forms still need their token."""
    below, above = answers["USER"]["links"]
    assert below > 5
    assert above == 0
    assert "Path=/desk" in answers["USER"]["cookie path"]
    assert answers["ADMIN"]["post without token"] == 403
    assert answers["nobody"]["/desk/static/desk.css"][0] == 200
