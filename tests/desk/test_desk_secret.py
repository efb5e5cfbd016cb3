"""At the desk a file with a marking of secrecy is refused in words, and nothing of it is kept."""

from __future__ import annotations

import hashlib

from desk_world import OWN, World
from secret_files import WORD, kept_in, workbook

from etl import vault, warehouse
from etl.desk import judge, orders
from etl.registry import incidents

NAME = "Kế hoạch RiengTenNay.xlsx"


def _nothing_is_kept(world: World, content: bytes) -> None:
    assert kept_in(world.home, WORD, "RiengTenNay") == []
    assert not vault.path_of(hashlib.sha256(content).hexdigest()).exists()


def _channels(content: bytes) -> list[tuple[object, ...]]:
    asked = (
        "SELECT s.channel, s.is_secret, u.agency_id FROM registry.submission s "
        "JOIN registry.upload u ON u.submission_id = s.id WHERE s.sha256 = %(sha256)s ORDER BY s.id"
    )
    of = {"sha256": hashlib.sha256(content).hexdigest()}
    with warehouse.transaction() as conn:
        return [tuple(row) for row in conn.exec_driver_sql(asked, of)]


def test_an_upload_is_refused_and_the_receipt_says_what_to_do(world: World) -> None:
    content = workbook("TUYỆT MẬT")
    files = [("tep", (NAME, content)), ("tep", ("khác.xlsx", workbook("mật độ", "ChuyenThuong")))]
    sent = world.post("officer", f"{OWN}/nop", files=files)
    assert sent.status_code == 303
    page = world.client("officer").get(OWN).text
    assert "không giữ tên" in page
    assert "Không được nhận" in page
    assert "khác.xlsx" in page  # which is taken
    _nothing_is_kept(world, content)

    again = world.post("officer", f"{OWN}/nop", files=[("tep", ("ten-khac.xlsx", content))])
    receipt = world.client("officer").get(again.headers["location"]).text
    assert "Tệp không được nhận" in receipt
    assert "gửi theo chế độ văn bản mật" in receipt
    assert "Tải tệp đã gửi" not in receipt
    assert world.client("officer").get(f"{again.headers['location']}/tai/goc").status_code == 404
    _nothing_is_kept(world, content)
    assert _channels(content) == [("upload", True, "ubnd-trang-dinh")] * 2


def test_a_name_alone_is_refused_unopened(world: World) -> None:
    content = workbook("Bình thường")
    name = "RiengTenNay TỐI MẬT.xlsx"
    world.post("officer", f"{OWN}/nop", files=[("tep", (name, content))])
    _nothing_is_kept(world, content)
    assert len(_channels(content)) == 1


def test_a_name_takes_nothing_from_who_sent_it_before(world: World) -> None:
    content = workbook("Bình thường", "ChuyenKhac")
    own, marked = ("gửi.xlsx", content), ("RiengTenNay MẬT.xlsx", content)
    world.post("officer", f"{OWN}/nop", files=[("tep", own)])
    for door in ("nop", "kiem-tra"):
        world.post("officer", f"{OWN}/{door}", files=[("tep", marked)])
    assert vault.sound_path(hashlib.sha256(content).hexdigest()).read_bytes() == content
    assert kept_in(world.home, "RiengTenNay") == []
    again = world.post("officer", f"{OWN}/nop", files=[("tep", own)])
    receipt = world.client("officer").get(again.headers["location"]).text
    assert "văn bản mật" not in receipt


def test_a_pre_check_keeps_nothing_either(world: World) -> None:
    content = workbook("Độ mật: MẬT")
    files = [("tep", (NAME, content)), ("tep", ("khác.xlsx", workbook("mật độ", "ChuyenThuong")))]
    asked = world.post("officer", f"{OWN}/kiem-tra", files=files)
    assert asked.status_code == 303
    for one in orders.waiting(orders.prechecks(world.home / "desk")):
        judge.answer(one)
    page = world.client("officer").get(asked.headers["location"]).text
    assert "gửi theo chế độ văn bản mật" in page
    assert "khác.xlsx" in page
    _nothing_is_kept(world, content)
    again = world.post("officer", f"{OWN}/kiem-tra", files=files)
    assert again.status_code == 422
    assert "gửi theo chế độ văn bản mật" in again.text
    _nothing_is_kept(world, content)
    assert _channels(content) == [("precheck", True, "ubnd-trang-dinh")] * 2


def test_the_steward_sees_it_until_the_secrecy_officer_was_told(world: World) -> None:
    content = workbook("MẬT")
    world.post("officer", f"{OWN}/nop", files=[("tep", (NAME, content))])
    page = world.client("steward").get("/viec").text
    assert "Tệp mang dấu độ mật" in page
    assert "báo ngay cho người phụ trách bảo mật" in page
    with warehouse.transaction() as conn:
        numbers = [one.submission_id for one in incidents.open_incidents(conn)]
    assert numbers
    for number in numbers:
        done = world.post("steward", f"/viec/da-bao/{number}", page="/viec")
        assert done.status_code == 303
    assert "Đã báo người phụ trách bảo mật" not in world.client("steward").get("/viec").text
