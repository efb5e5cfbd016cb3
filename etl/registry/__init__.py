"""What was received and what became of it: the registry's tables in, decisions and events out.

The one surprising thing: nothing here is ever changed or deleted. A state is the last event of a
return, a decision is an event of its own, and the database refuses anything else.
"""

from etl.registry.board import (
    NOT_SENT,
    BoardCell,
    note_announced,
    open_submissions,
    period_board,
    period_complete,
    reported_periods,
    to_announce,
)
from etl.registry.contact import (
    extend_deadline,
    link,
    link_of,
    links,
    note_link,
    notice,
    revoke_link,
)
from etl.registry.correction_checks import CorrectionCheck, check_from
from etl.registry.corrections import (
    Correction,
    approved_cells,
    correction,
    correction_findings,
    corrections,
    decide_correction,
    propose_correction,
    tell_correction,
)
from etl.registry.decisions import (
    accept_confirmation,
    confirm,
    reconsider,
    refuse_confirmation,
    revoke_waiver,
    waive,
)
from etl.registry.incidents import (
    Incident,
    note_incident,
    note_outcome,
    note_told,
    open_incidents,
    resolve_incidents,
)
from etl.registry.judged import record_judgements, record_rejudgement, rule_books
from etl.registry.operation import live_from, set_live_from
from etl.registry.periods import Closing, close_period, closings, reopen_period
from etl.registry.reasons import earlier_reasons, reasons_given, repeated_faults
from etl.registry.received import (
    Arrival,
    append_submission_event,
    given_back,
    note_given_back,
    pending_submissions,
    record_readings,
    record_refusal,
    record_submissions,
    submissions,
)
from etl.registry.returns import (
    Issue,
    Return,
    append_event,
    awaiting_load,
    findings,
    issue_history,
    returns_of,
    state_of,
    submission_findings,
)
from etl.registry.signatures import sign
from etl.registry.tables import beside, tables_in_force

__all__ = [
    "NOT_SENT",
    "Arrival",
    "BoardCell",
    "Closing",
    "Correction",
    "CorrectionCheck",
    "Incident",
    "Issue",
    "Return",
    "accept_confirmation",
    "append_event",
    "append_submission_event",
    "approved_cells",
    "awaiting_load",
    "beside",
    "check_from",
    "close_period",
    "closings",
    "confirm",
    "correction",
    "correction_findings",
    "corrections",
    "decide_correction",
    "earlier_reasons",
    "extend_deadline",
    "findings",
    "given_back",
    "issue_history",
    "link",
    "link_of",
    "links",
    "live_from",
    "note_announced",
    "note_given_back",
    "note_incident",
    "note_link",
    "note_outcome",
    "note_told",
    "notice",
    "open_incidents",
    "open_submissions",
    "pending_submissions",
    "period_board",
    "period_complete",
    "propose_correction",
    "reasons_given",
    "reconsider",
    "record_judgements",
    "record_readings",
    "record_refusal",
    "record_rejudgement",
    "record_submissions",
    "refuse_confirmation",
    "reopen_period",
    "repeated_faults",
    "reported_periods",
    "resolve_incidents",
    "returns_of",
    "revoke_link",
    "revoke_waiver",
    "rule_books",
    "set_live_from",
    "sign",
    "state_of",
    "submission_findings",
    "submissions",
    "tables_in_force",
    "tell_correction",
    "to_announce",
    "waive",
]
