"""What an agency learns of others, and who reads the names of persons."""

from __future__ import annotations

from desk_world import OTHER, OWN, PERIOD, World


def test_another_agency_learns_nothing(world: World, places: dict[str, object]) -> None:
    """What exists and is not one's own looks exactly like what does not exist."""
    stranger = world.client("stranger")
    own = f"/don-vi/{OTHER}/{PERIOD}"
    for there, nowhere in (
        (OWN, f"/don-vi/khong-co/{PERIOD}"),
        (f"/don-vi/{OTHER}/2019", f"/don-vi/{OTHER}/1991"),
        (f"{own}/bien-nhan/{places['submission']}", f"{own}/bien-nhan/999999"),
        (f"{own}/kiem-tra/{places['precheck']}", f"{own}/kiem-tra/{'q' * 24}"),
    ):
        seen, unseen = stranger.get(there), stranger.get(nowhere)
        assert (seen.status_code, seen.text) == (404, unseen.text)


def test_a_finding_of_another_agency_cannot_be_explained(world: World) -> None:
    """The number of a finding in a form is no key to it."""
    data = {"phat_hien": str(world.findings["warning"]), "ly_do": "Một lý do đủ dài để ghi"}
    answer = world.post("stranger", f"/don-vi/{OTHER}/{PERIOD}/giai-trinh", data)
    assert answer.status_code == 404


def test_names_of_persons_are_for_stewards_only(world: World) -> None:
    """Personal columns are blanked on the page and left out of the file for everybody else."""
    page = f"/bieu/{world.returns['commendations']}"
    for who in ("administrator", "analyst", "leader"):
        assert "(đã ẩn)" in world.client(who).get(page).text
    assert "(đã ẩn)" not in world.client("steward").get(page).text
    for_stewards = world.client("steward").get(f"{page}/tai/csv").text.splitlines()[0]
    for_analysts = world.client("analyst").get(f"{page}/tai/csv").text.splitlines()[0]
    assert "cá nhân" in for_stewards
    assert "Tên tập thể" not in for_analysts
