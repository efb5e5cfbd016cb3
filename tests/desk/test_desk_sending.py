"""Links and uploads: what an officer sends is kept whole, once, and for their agency only."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from pathlib import Path

import pytest
from desk_world import BOARD, DISTRICT, OTHER, OWN, PERIOD, World, form_token
from starlette.testclient import TestClient

from etl import vault, warehouse
from etl.pipeline import pending
from sample import write_workbook
from tests.lab import parcels

_NAMES = {
    OTHER: "UBND huyện Bình Gia",
    DISTRICT: "UBND huyện Tràng Định",
    BOARD: "Ban Dân tộc",
}
_THEIRS = f"/don-vi/{OTHER}/{PERIOD}"


def _count(statement: str) -> int:
    with warehouse.transaction() as conn:
        return int(conn.exec_driver_sql(statement).scalar_one())


def _content(folder: Path, agency_id: str, period_key: str) -> bytes:
    """Give a sample workbook's content; no two are the same."""
    path = write_workbook(folder, agency_id, period_key)
    with zipfile.ZipFile(path, "a") as package:
        package.comment = uuid.uuid4().bytes.hex().encode()
    return path.read_bytes()


def _submissions() -> int:
    return _count("SELECT count(*) FROM registry.submission")


def test_the_blank_workbook_is_the_agency_s_own(world: World) -> None:
    """An attachment that names agency and period, and opens as a workbook."""
    answer = world.client("officer").get(f"{OWN}/bieu-mau")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert f"{DISTRICT}_{PERIOD}" in answer.headers["content-disposition"]


def test_an_upload_is_whole_in_the_vault_and_waits(world: World, tmp_path: Path) -> None:
    """The receipt names it; the same content again is the same submission."""
    content = _content(tmp_path, DISTRICT, PERIOD)
    before = _submissions()
    sent = world.post("officer", f"{OWN}/nop", files=[("tep", ("Báo cáo năm.xlsx", content))])
    assert sent.status_code == 303
    receipt = world.client("officer").get(sent.headers["location"])
    assert "Báo cáo năm.xlsx" in receipt.text
    assert "Đang đọc và kiểm tra" in receipt.text
    assert "data-live" in receipt.text
    assert vault.path_of(hashlib.sha256(content).hexdigest()).read_bytes() == content
    again = world.post("officer", f"{OWN}/nop", files=[("tep", ("ten-khac.xlsx", content))])
    assert again.headers["location"] == sent.headers["location"]
    assert _submissions() == before + 1
    page = world.client("officer").get(again.headers["location"]).text
    assert "Tệp này đã được gửi 2 lần" in page


def test_an_original_leaves_without_its_macros(world: World, tmp_path: Path) -> None:
    """What came is kept to the last byte; what is handed out runs nothing, and its name says so."""
    content = parcels.add_part(_content(tmp_path, DISTRICT, PERIOD), "xl/vbaProject.bin", b"x" * 99)
    sent = world.post("officer", f"{OWN}/nop", files=[("tep", ("Báo cáo.xlsm", content))])
    taken = world.client("officer").get(f"{sent.headers['location']}/tai/goc")
    assert "B%C3%A1o%20c%C3%A1o_khong-macro.xlsx" in taken.headers["content-disposition"]
    assert "xl/vbaProject.bin" not in zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    assert vault.path_of(hashlib.sha256(content).hexdigest()).read_bytes() == content
    hidden = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528)
    sent = world.post("officer", f"{OWN}/nop", files=[("tep", ("la.xls", hidden))])
    taken = world.client("officer").get(f"{sent.headers['location']}/tai/goc")
    assert taken.status_code == 409
    assert "không phát lại bản gốc" in taken.text


def test_the_same_file_sent_twice_at_once_is_one_submission(world: World, tmp_path: Path) -> None:
    """Whichever is first; both senders get a receipt."""
    content = _content(tmp_path, DISTRICT, PERIOD)
    clients = [world.fresh_client("officer") for _ in range(4)]
    tokens = [form_token(client, OWN) for client in clients]
    before, answers = _submissions(), []

    def send(client: TestClient, token: str) -> None:
        files = [("tep", ("cung-luc.xlsx", content))]
        answers.append(client.post(f"{OWN}/nop", data={"ma_bieu_mau": token}, files=files))

    threads = [
        threading.Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert _submissions() == before + 1


@pytest.mark.parametrize(
    ("agency_id", "period"), [(OTHER, PERIOD), (DISTRICT, "2020-Q1"), (BOARD, PERIOD)]
)
def test_a_file_of_somebody_else_is_refused_and_told(
    world: World, tmp_path: Path, agency_id: str, period: str
) -> None:
    """Kept with its reason, for the officer and the Board; never judged, not even waited for."""
    content = _content(tmp_path, agency_id, period)
    waiting = pending()
    name = f"nham-{agency_id}-{period}.xlsx"
    answer = world.post("officer", f"{OWN}/nop", files=[("tep", (name, content))])
    assert answer.status_code == 303
    receipt = world.client("officer").get(answer.headers["location"]).text
    assert "Tệp không được nhận" in receipt
    assert f"Trang bìa của tệp ghi là của {_NAMES[agency_id]}" in receipt
    assert "data-live" not in receipt
    page = world.client("officer").get(OWN).text
    assert f"{name}</a>" in page
    assert "Không được nhận" in page
    listed = world.client("steward").get("/viec").text
    assert name in listed
    assert "gửi trên trang của UBND huyện Tràng Định, năm 2020" in listed
    assert vault.path_of(hashlib.sha256(content).hexdigest()).read_bytes() == content
    assert pending() == waiting
    with warehouse.transaction() as conn:
        told = conn.exec_driver_sql(
            "SELECT detail FROM registry.submission_event WHERE kind = 'refused' ORDER BY id DESC"
        ).scalar()
    assert _NAMES[agency_id] in str(told)


def test_a_refused_file_stops_none_of_the_others(world: World, tmp_path: Path) -> None:
    right, wrong = (_content(tmp_path, one, PERIOD) for one in (DISTRICT, OTHER))
    waiting = pending()
    files = [("tep", ("sai.xlsx", wrong)), ("tep", ("dung.xlsx", right))]
    answer = world.post("officer", f"{OWN}/nop", files=files)
    assert answer.headers["location"].endswith("#da-gui")
    assert len(pending()) == len(waiting) + 1
    listed = world.client("steward").get("/viec").text
    assert "sai.xlsx" in listed
    world.post("officer", f"{OWN}/nop", files=[("tep", ("dung.xlsx", right))])
    assert "sai.xlsx" not in world.client("steward").get("/viec").text  # something better came


def test_what_was_refused_is_taken_where_it_belongs(world: World, tmp_path: Path) -> None:
    """And the page that it was refused on learns nothing of what became of it there."""
    content = _content(tmp_path, OTHER, PERIOD)
    waiting = pending()
    refused = world.post("officer", f"{OWN}/nop", files=[("tep", ("nham.xlsx", content))])
    assert pending() == waiting
    taken = world.post("stranger", f"{_THEIRS}/nop", files=[("tep", ("ten-that.xlsx", content))])
    (mine,) = set(pending()) - set(waiting)
    assert taken.headers["location"].endswith(f"/{mine}")
    assert "Đang đọc và kiểm tra" in world.client("stranger").get(taken.headers["location"]).text
    for path in (refused.headers["location"], OWN):
        page = world.client("officer").get(path).text
        assert "nham.xlsx" in page
        assert "ten-that.xlsx" not in page
        assert "hông được nhận" in page
    again = world.post("officer", f"{OWN}/nop", files=[("tep", ("nham.xlsx", content))])
    assert "Tệp không được nhận" in world.client("officer").get(again.headers["location"]).text
    assert set(pending()) == {*waiting, mine}


def test_what_is_no_workbook_is_kept_and_answered(world: World) -> None:
    """An unreadable file is the officer's all the same: it gets a receipt."""
    answer = world.post("officer", f"{OWN}/nop", files=[("tep", ("la.xlsx", b"khong phai Excel"))])
    assert answer.status_code == 303
    assert "la.xlsx" in world.client("officer").get(answer.headers["location"]).text


@pytest.mark.parametrize("files", [[], [("tep", ("rong.xlsx", b""))]])
def test_nothing_chosen_is_said_kindly(
    world: World, files: list[tuple[str, tuple[str, bytes]]]
) -> None:
    """No file, or one without content."""
    answer = world.post("officer", f"{OWN}/nop", files=files)
    assert answer.status_code == 422
    assert "Chưa chọn tệp nào" in answer.text


def test_a_pre_check_records_nothing(world: World, tmp_path: Path) -> None:
    """The files lie down for the judge and the registry hears of nothing."""
    content = _content(tmp_path, DISTRICT, PERIOD)
    before = _submissions()
    with_judge = world.home / "desk"
    from etl.desk.judge import only_one

    with only_one(with_judge):  # somebody judges already: none is started here
        asked = world.post("officer", f"{OWN}/kiem-tra", files=[("tep", ("thu.xlsx", content))])
    assert asked.status_code == 303
    page = world.client("officer").get(asked.headers["location"])
    assert "chưa có gì được gửi" in page.text
    assert "Đang đọc và kiểm tra" in page.text
    assert _submissions() == before


def test_too_many_files_a_minute_are_slowed_down(world: World) -> None:
    """And nothing that was sent before is lost."""
    files = [("tep", (f"{n}.xlsx", f"tep so {n}".encode())) for n in range(12)]
    answers = [world.post("stranger", f"{_THEIRS}/kiem-tra", files=files) for _ in range(3)]
    assert [answer.status_code for answer in answers][-1] == 429


_SERVER = """
import sys
from pathlib import Path
import uvicorn
from etl.desk.app import create_app
uvicorn.run(create_app(home=Path(sys.argv[1])), fd=int(sys.argv[2]), log_level="error")
"""


def test_a_server_killed_in_the_middle_of_an_upload_leaves_no_half_state(
    world: World, tmp_path: Path
) -> None:
    """Half of the body is sent, the process is killed: nothing is recorded, the next one works."""
    content = _content(tmp_path, DISTRICT, PERIOD)
    before = _submissions()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(world.home / "desk"), str(listener.fileno())],
        pass_fds=[listener.fileno()],
        env=os.environ,
    )
    try:
        cookies, token = _cookies_and_token(world)
        body = _multipart(token, content)
        head = (
            f"POST {OWN}/nop HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n"
            "Content-Type: multipart/form-data; boundary=xyz\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.encode() + body[: len(body) // 2])
            time.sleep(1.0)  # let it take in what came
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert _submissions() == before
        assert not vault.path_of(hashlib.sha256(content).hexdigest()).exists()
    finally:
        process.kill()
        process.wait()
        listener.close()
    sent = world.post("officer", f"{OWN}/nop", files=[("tep", ("lai.xlsx", content))])
    assert sent.status_code == 303


def _cookies_and_token(world: World) -> tuple[str, str]:
    client = world.client("officer")
    token = form_token(client, OWN)
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items()), token


def _multipart(token: str, content: bytes) -> bytes:
    return (
        b'--xyz\r\nContent-Disposition: form-data; name="ma_bieu_mau"\r\n\r\n'
        + token.encode()
        + b'\r\n--xyz\r\nContent-Disposition: form-data; name="tep"; filename="a.xlsx"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--xyz--\r\n"
    )
