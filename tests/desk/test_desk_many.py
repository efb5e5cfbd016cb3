"""The board with today's 67 senders: folded by what is left to do, and found by part of a name."""

from __future__ import annotations

import re

from desk_world import PERIOD, World

_TODAY = "2026-Q2"
_FOLD = re.compile(r'<details class="card flush group" id="[^"]+"( open)?><summary>([^<]+)<')
_ROW = re.compile(r'<th scope="row"><a href="[^"]+">([^<]+)</a>')


def board(world: World, address: str) -> str:
    return world.client("steward").get(address).text


def test_many_senders_are_folded_by_what_is_left_to_do(world: World) -> None:
    page = board(world, f"/ky/{_TODAY}")
    assert _FOLD.findall(page) == [("", "Chỉ còn biểu chưa gửi (67 cơ quan)")]
    assert len(_ROW.findall(page)) == 67
    assert not _FOLD.findall(board(world, f"/ky/{PERIOD}"))  # of thirteen all are seen


def test_a_folded_table_says_how_many_returns_its_sum_lacks(world: World) -> None:
    """Nobody sent anything, this year or the year before: the sum is no estimate of all."""
    page = board(world, f"/ky/{_TODAY}")
    (folded,) = re.findall(r"Từng biểu \((\d+) biểu\)", page)
    assert f"Chưa tính được {folded} biểu vì chưa có căn cứ (dấu ?)." in page
    assert "Cộng các dòng trên" not in page  # they are below


def test_a_sender_is_found_by_a_part_of_its_name_typed_in_any_way(world: World) -> None:
    for typed in ("đoàn kết", "DOAN KET", "UBND xã Đoàn Kết", "ubnd-xa-doan-ket"):
        page = board(world, f"/ky/{_TODAY}?don_vi={typed}")
        assert _ROW.findall(page) == ["Ủy ban nhân dân xã Đoàn Kết"]
        assert not _FOLD.findall(page)
    assert "Không có biểu nào khớp" in board(world, f"/ky/{_TODAY}?don_vi=không có")


def test_the_head_of_a_page_names_the_board_of_today(world: World) -> None:
    assert "<small>Sở Dân tộc và Tôn giáo tỉnh Lạng Sơn</small>" in board(world, f"/ky/{PERIOD}")
