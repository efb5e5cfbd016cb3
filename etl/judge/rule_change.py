"""What today's rules would change of stored returns, and adopting it: returns in, changes out.

Nothing is written before a person adopts a change. The one surprising thing: a return in force
stays in force, whatever is found; what is found newly is then open and asks for a decision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from etl import registry, warehouse
from etl.contracts import rule_book_version
from etl.errors import RegistryError
from etl.judge.at_stake import FigureAtStake, figures_at_stake
from etl.judge.rejudge import Today, judged_today
from etl.model import Finding, ReturnState, Severity, state_after
from etl.registry import Return
from etl.registry.correction_checks import compared, correction_mark, same_told

_BLOCKING = (Severity.CRITICAL, Severity.WARNING)
_STALE = (
    "Số liệu liên quan vừa thay đổi nên kết quả kiểm tra lại đã cũ. Đề nghị kiểm tra lại lần nữa."
)


@dataclass(frozen=True, slots=True)
class Change:
    """A stored return of which today's rules say something else than what stands."""

    return_id: int
    sha256: str
    agency_id: str
    form_id: str
    period_key: str
    version: int
    is_in_force: bool
    state: str
    state_then: str  # of a return in force, always the present one
    is_readable: bool  # False when today's reader does not find the form any more
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    findings: tuple[Finding, ...]  # all of today
    mark: str  # of what it was judged beside, see `correction_mark`
    seen_event: int  # place of the last event of any return that was taken into account

    @property
    def is_doubted(self) -> bool:
        """Whether figures in force would rest on a return with something to fix or explain."""
        return self.is_in_force and any(one.severity in _BLOCKING for one in self.new)


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What today's rule book would change."""

    rule_book: str
    judged_count: int
    changes: tuple[Change, ...]
    figures: tuple[FigureAtStake, ...]

    def by_rule(self) -> dict[str, tuple[int, int, int]]:
        """Give found newly, found no more, and in how many returns, by rule."""
        return _tallied((one.rule_id, change, is_new) for change, one, is_new in self._told())

    def by_agency(self) -> dict[str, tuple[int, int, int]]:
        """Give found newly, found no more, and in how many returns, by agency."""
        return _tallied((change.agency_id, change, is_new) for change, _, is_new in self._told())

    def _told(self) -> Iterator[tuple[Change, Finding, bool]]:
        for change in self.changes:
            yield from ((change, one, True) for one in change.new)
            yield from ((change, one, False) for one in change.gone)

    def document(self) -> dict[str, object]:
        """Give everything as JSON-serialisable values."""
        words = ("new_count", "gone_count", "return_count")
        return {
            **asdict(self),
            "by_rule": {key: dict(zip(words, n, strict=True)) for key, n in self.by_rule().items()},
            "by_agency": {
                key: dict(zip(words, n, strict=True)) for key, n in self.by_agency().items()
            },
        }


def rule_changes(
    period_key: str | None = None, *, return_id: int | None = None, rule_id: str | None = None
) -> RuleChanges:
    """Judge stored returns by today's rules and compare; of a period, of one return, or of all.

    With `rule_id` only what that rule finds is told. Nothing is written.
    """
    with warehouse.transaction() as conn:
        chosen = registry.returns_to_rejudge(conn, period_key=period_key, return_id=return_id)
    changes: list[Change] = []
    figures: list[FigureAtStake] = []
    count = 0
    for (_, is_in_force), returns in chosen.items():
        today = judged_today(returns)
        count += len(returns)
        found = list(_changes(returns, today, rule_id, is_in_force=is_in_force))
        changes += found
        if is_in_force:
            figures += figures_at_stake(today, {one.return_id for one in found if one.is_doubted})
    return RuleChanges(rule_book_version(), count, tuple(changes), tuple(figures))


def adopt(
    changes: Sequence[Change], *, actor: str, reason: str, rule_id: str | None = None
) -> list[ReturnState]:
    """Make today's judgement what is known of returns, or what one rule says in it.

    Gives the states afterwards. Raises `RegistryError` without a reason, or when what they were
    judged beside has changed since.
    """
    if len(reason.strip()) < registry.SHORTEST_REASON:
        raise RegistryError("Ghi lý do áp dụng kết quả kiểm tra lại, ít nhất 10 ký tự.")
    states = []
    with warehouse.transaction("steward") as conn:
        warehouse.lock(conn, "judge")  # in the order in which corrections take both
        warehouse.lock(conn, "decide")
        for change in changes:  # all of them first: what is adopted of one changes marks of others
            if not change.is_readable:
                raise RegistryError(
                    "Có biểu mà hệ thống hiện nay không đọc được từ tệp gốc nên không áp dụng được."
                )
            if change.mark != correction_mark(conn, change.return_id):
                raise RegistryError(_STALE)
        for change in changes:
            findings = change.findings
            if rule_id is not None:
                kept = registry.findings(conn, change.return_id)
                others = [one for one in kept if one.rule_id != rule_id]
                findings = (*others, *(one for one in findings if one.rule_id == rule_id))
            states.append(
                registry.record_rejudgement(
                    conn,
                    change.return_id,
                    findings,
                    cause="rules_changed",
                    actor=actor,
                    reason=reason.strip(),
                    seen_event=change.seen_event,
                )
            )
    return states


def _changes(
    returns: Sequence[Return], today: Mapping[int, Today], rule_id: str | None, *, is_in_force: bool
) -> Iterator[Change]:
    with warehouse.transaction() as conn:
        standing = registry.standing_findings(conn, [one.id for one in returns])
        marks = {one.id: correction_mark(conn, one.id) for one in returns}
    for one in returns:
        before = standing.get(one.id, [])
        now = today[one.id]
        new, gone = compared([finding for finding, _ in before], now.findings)
        new, gone = _weighty(new, rule_id), _weighty(gone, rule_id)
        if not new and not gone and now.judgement is not None:
            continue
        settled = [finding for finding, is_open in before if not is_open]
        open_ = [one for one in now.findings if not any(same_told(one, s) for s in settled)]
        yield Change(
            return_id=one.id,
            sha256=one.sha256,
            agency_id=one.agency_id,
            form_id=one.form_id,
            period_key=one.period_key,
            version=one.version,
            is_in_force=is_in_force,
            state=one.state.value,
            state_then=one.state.value if is_in_force else state_after(open_).value,
            is_readable=now.judgement is not None,
            new=new,
            gone=gone,
            findings=now.findings,
            mark=marks[one.id],
            seen_event=now.seen_event,
        )


def _weighty(found: Sequence[Finding], rule_id: str | None) -> tuple[Finding, ...]:
    """Leave out remarks that decide nothing, but not what a rule on trial finds."""
    return tuple(
        one
        for one in found
        if (one.severity in _BLOCKING or one.is_trial) and rule_id in (None, one.rule_id)
    )


def _tallied(told: Iterator[tuple[str, Change, bool]]) -> dict[str, tuple[int, int, int]]:
    counts: dict[str, list[int]] = {}
    returns: dict[str, set[int]] = {}
    for key, change, is_new in told:
        counts.setdefault(key, [0, 0])[not is_new] += 1
        returns.setdefault(key, set()).add(change.return_id)
    return {key: (new, gone, len(returns[key])) for key, (new, gone) in sorted(counts.items())}
