"""What is not as it must be on our side: checks and incidents in, sentences for people out.

The one surprising thing: a failed check is kept as one incident of ours until all have
passed; which ones failed is asked of the warehouse each time.
"""

from collections.abc import Sequence

from etl import registry, warehouse
from etl.errors import OurFaultError
from etl.model import Period
from etl.pipeline import safekeeping

_NOT_AS_IT_MUST_BE = (
    "số liệu trong kho không đúng như phải có nên chưa lập được báo cáo của kỳ liên quan; xem từng "
    "chỗ bằng lệnh etl status và mã kỳ báo cáo"
)


def step_verify(period_keys: Sequence[str] = ()) -> list[str]:
    """Check the warehouse where something changed or failed before, and some periods in any case.

    Keeps the results and gives a sentence for each check that failed, of whatever period: while one
    has, no report stands on that period. A failure is an incident of ours until all have passed;
    those of single returns end first.
    """
    from etl.pipeline.verify import verify

    with warehouse.transaction() as conn:
        registry.settle_returns(conn)
    with warehouse.transaction() as conn:
        seen_seq = warehouse.settled(conn)
        asked = sorted({*period_keys, *registry.periods_to_check(conn)})
        if asked:
            registry.record_checks(conn, verify(conn, asked), seen_seq=seen_seq)
        failed = registry.failed_checks(conn)
        if not failed:
            registry.resolve_incidents(conn, "check")
        elif asked:
            registry.note_incident(conn, "check", _NOT_AS_IT_MUST_BE)
    return [check_text(one) for one in failed]


def check_text(result: registry.CheckResult) -> str:
    """Say which period a failed check is about and what is not as it must be."""
    return f"{Period.parse(result.period_key).title}: {result.detail}"


def step_tell_faults() -> list[str]:
    """Tell the administrator of what failed through our doing; gives a sentence for each.

    They are told by letter once, where there is an address, and given here until they are mended;
    those of backups are told as well, and not given: no workbook waits because of them.
    """
    from etl.notify import incident_text, tell_faults

    return [incident_text(one) for one in tell_faults() if one.kind != safekeeping.BACKUP]


def open_faults() -> list[str]:
    """Give a sentence for each fault of ours that is not mended; tells nobody else."""
    from etl.notify import incident_text

    with warehouse.transaction() as conn:
        return [incident_text(one) for one in registry.open_incidents(conn)]


def refuse_open_faults() -> None:
    """Do as `step_tell_faults`, and raise `OurFaultError` when anything is not mended."""
    if faults := step_tell_faults():
        raise OurFaultError("; ".join(faults))
