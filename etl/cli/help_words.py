"""The command line's own words in Vietnamese: headings of help, and what was typed wrongly.

In: the Typer app and its errors of usage. Out: help and sentences that an officer can read. The
one surprising thing: Typer's library has no Vietnamese, so its few words are replaced here one by
one, and its errors are told anew from their kind, never passed on.
"""

from typing import Any

import typer
from typer import rich_utils
from typer._click.exceptions import MissingParameter, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Tham số",
    "OPTIONS_PANEL_TITLE": "Tùy chọn",
    "COMMANDS_PANEL_TITLE": "Các lệnh",
    "DEFAULT_STRING": "[mặc định: {}]",
    "REQUIRED_LONG_STRING": "[bắt buộc]",
    "ABORTED_TEXT": "Đã dừng.",
}


class _InVietnamese:
    """What a command and a group of commands say about themselves."""

    def format_usage(self, ctx: Any, formatter: HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")

    def get_help_option(self, ctx: Any) -> Any:
        """Give the option that shows help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Xem hướng dẫn này."
        return option


class Command(_InVietnamese, TyperCommand):
    """One verb."""


class VerbGroup(_InVietnamese, TyperGroup):
    """All verbs."""


def speak_vietnamese(app: typer.Typer) -> None:
    """Let an app whose verbs are all registered explain itself in Vietnamese."""
    for name, text in _PANELS.items():
        setattr(rich_utils, name, text)
    for kind in (TyperArgument, TyperOption):
        setattr(kind, "display_type_rich", _value_name)  # noqa: B010 - a method of the library's
    for verb in app.registered_commands:
        verb.cls, verb.options_metavar = Command, "[TÙY CHỌN]"


def _value_name(param: TyperArgument | TyperOption, ctx: Any) -> str | None:
    """Give our name of an option's value; arguments are named already, switches take none."""
    return param.metavar if isinstance(param, TyperOption) else None


def usage_text(error: UsageError) -> str:
    """Say what was typed wrongly and where to read how it is typed."""
    path = error.ctx.command_path if error.ctx else "etl"
    return f"{_what(error)} Xem cách dùng: {path} --help"


def _what(error: UsageError) -> str:
    param = getattr(error, "param", None)
    name = ""
    if param is not None:
        option = param.opts[0] if param.opts else ""
        name = option if option.startswith("-") else param.metavar or option
    if isinstance(error, MissingParameter):
        return f"Thiếu {name}."
    if isinstance(error, NoSuchOption):
        return f"Không có tùy chọn {error.option_name}."
    if name:
        return f"Giá trị của {name} không dùng được. Đề nghị kiểm tra lại cách ghi."
    if error.ctx is not None and isinstance(error.ctx.command, TyperGroup):
        verbs = ", ".join(error.ctx.command.list_commands(error.ctx))
        return f"Không có lệnh này. Các lệnh: {verbs}."
    return "Câu lệnh thừa hoặc sai tham số."
