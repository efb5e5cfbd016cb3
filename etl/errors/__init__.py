"""Errors that are ours or the operator's; what an agency sent is a finding, never an exception."""

from typing import Self


class ReportingError(Exception):
    """The root of everything this project raises on purpose."""


class UnknownPeriodError(ReportingError):
    """A period key that is none of the legal ones."""

    def __init__(self, key: str, legal: str) -> None:
        super().__init__(f"Không rõ kỳ báo cáo “{key}”. Đề nghị ghi một trong các kỳ: {legal}.")
        self.key = key


class SettingsError(ReportingError):
    """An environment variable with a value that cannot be used."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"Biến môi trường {name} ghi “{value}” không dùng được. Đề nghị ghi một số lớn hơn 0, "
            "hoặc bỏ biến này để dùng giá trị có sẵn."
        )


class ContractError(ReportingError):
    """Declarations that cannot be used as they stand: a sentence for each slip of the pen."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnfitValueError(ReportingError):
    """A value that its column cannot hold; says in Vietnamese what to write instead."""


class EvaluationError(ReportingError):
    """A rule that could not be evaluated: our fault, never a pass."""


class WarehouseError(ReportingError):
    """The warehouse cannot be reached or is not at the version that this code needs."""


class ReportError(ReportingError):
    """A report that cannot be issued: a figure is missing or an edition disagrees."""


class OurFaultError(ReportingError):
    """Work that could not be done whatever was sent: it waits, is told as ours, and tried again.

    `detail` says in Vietnamese what is known, without any value that was sent.
    """

    kind = "check"

    def __init__(self, detail: str) -> None:
        super().__init__(f"Lỗi của hệ thống, không phải của tệp gửi: {detail}.")
        self.detail = detail


class VaultError(OurFaultError):
    """A received file that is out of reach in the vault, or not what it was."""

    kind = "vault"


class ReaderError(OurFaultError):
    """A reading process that was ended, or could not work, for no reason of the file's."""

    kind = "reader"


class LoadError(OurFaultError):
    """An accepted return that could not be laid into the warehouse."""

    kind = "load"


class JudgeError(OurFaultError):
    """A workbook that could not be judged because a rule could not be evaluated."""

    kind = "judge"


class GiveBackError(OurFaultError):
    """An annotated copy that could not be written."""

    kind = "give_back"

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Make one of what was raised, whose own words may hold what was sent."""
        if isinstance(error, OurFaultError):
            return cls(error.detail)
        reason = error.strerror if isinstance(error, OSError) else None
        return cls(f"không ghi được tệp trả lại ({reason or type(error).__name__})")


class BackupError(ReportingError):
    """A backup that was not taken, cannot be read, or cannot be brought back here."""


class RegistryError(ReportingError):
    """A change of state that the registry refuses, with the reason for a person."""
