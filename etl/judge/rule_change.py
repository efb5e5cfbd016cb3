"""What today's rules would change of stored returns, and adopting it: returns in, changes out.

Nothing is written before a person adopts a change. The one surprising thing: a return in force
stays in force, whatever is found; what is found newly is then open and asks for a decision.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from etl import warehouse
from etl.contracts.indicators import indicators_of, rows_of
from etl.contracts.rule_book import rule_book_version
from etl.errors import RegistryError
from etl.judge.rejudge import Today, compared, judged_today, same_told
from etl.model import Finding, ReturnState, Severity, state_after
from etl.registry import corrections, judged, return_history
from etl.registry.return_history import Return

_BLOCKING = (Severity.CRITICAL, Severity.WARNING)
_OF_RETURN = ("sha256", "agency_id", "form_id", "period_key", "version")
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
class FigureAtStake:
    """What of an indicator rests on returns in which today's rules find something new."""

    form_id: str
    period_key: str
    indicator_id: str
    title: str
    unit: str
    affected: float
    total: float
    return_count: int
    of_returns: int


class RuleCounts(NamedTuple):
    """What would be found newly and found no more, and in how many returns."""

    new_count: int
    gone_count: int
    return_count: int


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What today's rule book would change."""

    rule_book: str
    judged_count: int
    changes: tuple[Change, ...]
    figures: tuple[FigureAtStake, ...]

    def by_rule(self) -> dict[str, RuleCounts]:
        """Count what is told of each rule."""
        return self._tallied(lambda change, finding: finding.rule_id)

    def by_agency(self) -> dict[str, RuleCounts]:
        """Count what is told of each agency."""
        return self._tallied(lambda change, finding: change.agency_id)

    def _tallied(self, key_of: Callable[[Change, Finding], str]) -> dict[str, RuleCounts]:
        new, gone = Counter[str](), Counter[str]()
        returns: dict[str, set[int]] = defaultdict(set)
        for change in self.changes:
            new.update(key_of(change, finding) for finding in change.new)
            gone.update(key_of(change, finding) for finding in change.gone)
            for finding in (*change.new, *change.gone):
                returns[key_of(change, finding)].add(change.return_id)
        return {key: RuleCounts(new[key], gone[key], len(returns[key])) for key in sorted(returns)}

    def document(self) -> dict[str, object]:
        """Give everything as JSON-serialisable values."""
        return {
            **asdict(self),
            "by_rule": {key: counts._asdict() for key, counts in self.by_rule().items()},
            "by_agency": {key: counts._asdict() for key, counts in self.by_agency().items()},
        }


def rule_changes(
    period_key: str | None = None, *, return_id: int | None = None, rule_id: str | None = None
) -> RuleChanges:
    """Judge stored returns by today's rules and compare; of a period, of one return, or of all.

    With `rule_id` only what that rule finds is told. Nothing is written.
    """
    with warehouse.transaction() as conn:
        chosen = return_history.returns_to_rejudge(conn, period_key=period_key, return_id=return_id)
    changes: list[Change] = []
    figures: list[FigureAtStake] = []
    count = 0
    for (_, is_in_force), returns in chosen.items():
        today = judged_today(returns)
        count += len(returns)
        found = list(_changes(returns, today, rule_id, is_in_force=is_in_force))
        changes += found
        if is_in_force:
            figures += _figures_at_stake(today, {one.return_id for one in found if one.is_doubted})
    return RuleChanges(rule_book_version(), count, tuple(changes), tuple(figures))


def adopt(
    changes: Sequence[Change], *, actor: str, reason: str, rule_id: str | None = None
) -> list[ReturnState]:
    """Make today's judgement what is known of returns, or what one rule says in it.

    Gives the states afterwards. Raises `RegistryError` without a reason, or when what they were
    judged beside has changed since.
    """
    reason = reason.strip()
    if len(reason) < corrections.SHORTEST_REASON:
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
            if change.mark != corrections.correction_mark(conn, change.return_id):
                raise RegistryError(_STALE)
        for change in changes:
            return_id, findings, seen = change.return_id, change.findings, change.seen_event
            if rule_id is not None:
                kept = return_history.findings(conn, return_id)
                others = [one for one in kept if one.rule_id != rule_id]
                findings = (*others, *(one for one in findings if one.rule_id == rule_id))
            state = judged.record_rejudgement(
                conn,
                return_id,
                findings,
                cause="rules_changed",
                actor=actor,
                reason=reason,
                seen_event=seen,
            )
            states.append(state)
    return states


def _changes(
    returns: Sequence[Return], today: Mapping[int, Today], rule_id: str | None, *, is_in_force: bool
) -> Iterator[Change]:
    with warehouse.transaction() as conn:
        standing = return_history.standing_findings(conn, [one.id for one in returns])
        marks = {one.id: corrections.correction_mark(conn, one.id) for one in returns}
    for one in returns:
        before, now = standing[one.id], today[one.id]
        new, gone = compared([finding for finding, _ in before], now.findings)
        new, gone = _weighty(new, rule_id), _weighty(gone, rule_id)
        if not new and not gone and now.judgement is not None:
            continue
        settled = [finding for finding, is_open in before if not is_open]
        open_ = [one for one in now.findings if not any(same_told(one, s) for s in settled)]
        of_return = {name: getattr(one, name) for name in _OF_RETURN}
        yield Change(
            **of_return,
            return_id=one.id,
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


def _figures_at_stake(today: Mapping[int, Today], doubted: set[int]) -> Iterator[FigureAtStake]:
    """Give what adds up of the indicators of forms with doubted returns in a period.

    A total is that of all returns in force, judged together: it is what is printed today.
    """
    for form_id in sorted({one.one.form_id for one in today.values() if one.one.id in doubted}):
        of_form = [one for one in today.values() if one.one.form_id == form_id]
        tables = {one.one.id: one.table for one in of_form if one.table}
        rows = [row for table in tables.values() for row in rows_of(table)]
        touched = [row for id_ in tables.keys() & doubted for row in rows_of(tables[id_])]
        for one in indicators_of(form_id):
            if one.numerator is None or one.denominator is not None:
                continue
            yield FigureAtStake(
                form_id,
                of_form[0].one.period_key,
                one.id,
                one.name,
                one.unit,
                one.numerator.of(touched),
                one.numerator.of(rows),
                len(tables.keys() & doubted),
                len(tables),
            )


def _weighty(found: Sequence[Finding], rule_id: str | None) -> tuple[Finding, ...]:
    """Leave out remarks that decide nothing, but not what a rule on trial finds."""
    return tuple(
        one
        for one in found
        if (one.severity in _BLOCKING or one.is_trial) and rule_id in (None, one.rule_id)
    )
