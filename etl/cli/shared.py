"""What all verbs share: the app that they join, in Vietnamese, where they print, how they end.

Verbs register themselves with the app when their module is imported. The one surprising thing:
Typer's library has no Vietnamese, so its few words are replaced here one by one, and its errors of
usage are told anew from their kind, never passed on.
"""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from typer import rich_utils
from typer._click.exceptions import MissingParameter, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

CLEAN, FINDINGS, OUR_FAULT = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="In ở dạng JSON.")]
out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

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
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Xem hướng dẫn này."
        return option


class _Verb(_InVietnamese, TyperCommand):
    """One verb."""


class _Verbs(_InVietnamese, TyperGroup):
    """All verbs."""


app = typer.Typer(
    name="etl",
    cls=_Verbs,
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH [THAM SỐ]…",
    help="Báo cáo công tác dân tộc: từ biểu mẫu của cơ quan đến báo cáo đã ký.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def write_json(document: object) -> None:
    """Print a document for another program."""
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    sys.stdout.write(text + "\n")


def speak_vietnamese() -> None:
    """Let the app, once all its verbs have joined, explain itself in Vietnamese."""
    for name, text in _PANELS.items():
        setattr(rich_utils, name, text)
    for kind in (TyperArgument, TyperOption):
        setattr(kind, "display_type_rich", _value_name)  # noqa: B010 - a method of the library's
    for verb in app.registered_commands:
        verb.cls, verb.options_metavar = _Verb, "[TÙY CHỌN]"


def _value_name(param: TyperArgument | TyperOption, ctx: Any) -> str | None:
    """Give our name of an option's value; arguments are named already, switches take none."""
    return param.metavar if isinstance(param, TyperOption) else None


def usage_text(error: UsageError) -> str:
    """Say what was typed wrongly and where to read how it is typed."""
    param, context = getattr(error, "param", None), error.ctx
    name = ""
    if param is not None:
        option = param.opts[0] if param.opts else ""
        name = option if option.startswith("-") else param.metavar or option
    if isinstance(error, MissingParameter):
        said = f"Thiếu {name}."
    elif isinstance(error, NoSuchOption):
        said = f"Không có tùy chọn {error.option_name}."
    elif name:
        said = f"Giá trị của {name} không dùng được. Đề nghị kiểm tra lại cách ghi."
    elif context is not None and isinstance(context.command, TyperGroup):
        said = f"Không có lệnh này. Các lệnh: {', '.join(context.command.list_commands(context))}."
    else:
        said = "Câu lệnh thừa hoặc sai tham số."
    return f"{said} Xem cách dùng: {context.command_path if context else 'etl'} --help"
