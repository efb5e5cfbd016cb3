"""Serves the desk mounted below a path as Airflow does, and asks it as each of Airflow's roles.

Run as a program in a process of its own, because Airflow reads its settings when it is imported.
Prints one JSON object: role → address → [status, where it sends].
"""

from __future__ import annotations

import json
import sys

from airflow.api_fastapi.app import create_auth_manager, get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.models.revoked_token import RevokedToken
from airflow.settings import engine
from fastapi import FastAPI
from starlette.testclient import TestClient

from etl.airflow.front_door import AirflowIdentity
from etl.desk.app import create_app
from etl.desk.posted import FIELD

PATHS = (
    "/desk/ky/2020",
    "/desk/viec",
    "/desk/lien-ket/2020",
    "/desk/dang-nhap",
    "/desk/tai-khoan",
    "/desk/static/desk.css",
    "/desk/bao-cao",
)


def main() -> None:
    """Ask every path as everybody."""
    RevokedToken.__table__.create(engine, checkfirst=True)
    create_auth_manager()
    parent = FastAPI()
    parent.mount("/desk", create_app(AirflowIdentity()))
    answers = {}
    for who in ("nobody", "forged", "VIEWER", "USER", "OP", "ADMIN", "NONE"):
        client = TestClient(parent, base_url="http://airflow.test", follow_redirects=False)
        token = _token(who)
        if token:
            client.cookies.set(COOKIE_NAME_JWT_TOKEN, token)
        got = {path: client.get(path) for path in PATHS}
        answers[who] = {
            path: [answer.status_code, answer.headers.get("location", "")]
            for path, answer in got.items()
        }
        page = got["/desk/ky/2020"].text
        answers[who]["links"] = [page.count('href="/desk/'), page.count('href="/ky')]
        answers[who]["cookie path"] = got["/desk/ky/2020"].headers.get("set-cookie", "")
        answers[who]["post without token"] = client.post(
            "/desk/ngoai-le", data={FIELD: "x"}
        ).status_code
    bearer = TestClient(parent, base_url="http://airflow.test", follow_redirects=False)
    headers = {"Authorization": f"Bearer {_token('USER')}"}
    answers["bearer"] = {
        path: [bearer.get(path, headers=headers).status_code, ""] for path in PATHS
    }
    sys.stdout.write(json.dumps(answers))


def _token(who: str) -> str:
    if who == "nobody":
        return ""
    if who == "forged":
        return "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJhZG1pbiJ9.AAAA"
    role = None if who == "NONE" else who.lower()
    user = SimpleAuthManagerUser(username=f"nguoi-{who.lower()}", role=role)
    return str(get_auth_manager().generate_jwt(user))


if __name__ == "__main__":
    main()
