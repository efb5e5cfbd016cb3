"""Names of files as browsers send them: shown, and never taken for paths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.desk.uploads import shown_name


@given(st.text(max_size=300))
def test_shown_names_are_never_paths(name: str) -> None:
    """Whatever a browser sends: one line, no folders, not too long, never empty."""
    shown = shown_name(name)
    assert shown
    assert len(shown) <= 120
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*')
    assert shown not in (".", "..")


def test_names_keep_their_vietnamese_and_their_ending() -> None:
    """What an officer would recognise stays."""
    assert shown_name("C:\\Tài liệu\\Báo cáo năm 2020.xlsx") == "Báo cáo năm 2020.xlsx"
    assert shown_name("../../etc/passwd") == "passwd"
    assert shown_name("\u202egnp.xlsx") == "gnp.xlsx"
    assert shown_name("a" * 300 + ".xlsx").endswith(".xlsx")
    assert shown_name("///") == "tep-khong-ten"
