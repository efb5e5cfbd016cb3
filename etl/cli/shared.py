"""What all verbs share: the app that they join, where they print, how they end.

Nothing comes in; the Typer app comes out, without a verb: those register themselves with it when
their module is imported.
"""

import typer
from rich.console import Console

from etl.cli.help_words import VerbGroup

CLEAN, FINDINGS, OUR_FAULT = 0, 1, 2

app = typer.Typer(
    name="etl",
    cls=VerbGroup,
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH [THAM SỐ]…",
    help="Báo cáo công tác dân tộc: từ biểu mẫu của cơ quan đến báo cáo đã ký.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
