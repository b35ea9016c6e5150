"""The command line: one module for each topic, which declares its commands and holds their jobs."""

import argparse
from collections.abc import Callable

from ui.commands import (
    demonstration,
    duplicates,
    exchange,
    facts,
    fill,
    office,
    organisations,
    paper,
    people,
    returns,
    users,
)
from ui.commands.calling import Args, Parser, default_directory

TOPICS = (demonstration, office, people, organisations, paper, fill, returns, facts, exchange, duplicates, users)


def parser(window: Callable[[Args], int]) -> argparse.ArgumentParser:
    """Every command; without one `window` is run."""
    made = Parser(prog="main.py", description="群团工作台。不带命令时打开窗口。")
    made.add_argument("--data", default=str(default_directory()), help="数据文件夹")
    made.set_defaults(job=window)
    commands = made.add_subparsers(dest="command", parser_class=Parser, metavar="命令")

    def command(name: str, job: Callable[[Args], int], help_text: str, data: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_text)
        sub.set_defaults(job=job)
        if data:
            sub.add_argument("--data", required=True, metavar="DIR", help="数据文件夹")
        return sub

    for topic in TOPICS:
        topic.declare(command)
    users.declare_users(commands.add_parser("user", help="增加、停用、列出用户"))
    return made
