"""What every headless command shares: arguments, errors in Chinese, passphrase, progress, the open office.

The command line is the program's other face: `ui/commands` holds its jobs, one module for each topic, each of which
declares its commands. Nothing here knows Qt; what a job needs is imported when it runs.
"""

import argparse
import getpass
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from models.core.errors import KnownError

Args = argparse.Namespace
Command = Callable[..., argparse.ArgumentParser]
"""Declares one command: name, job, help text, and whether it needs `--data`; gives its parser."""


class WrongCall(KnownError):
    """The command line cannot be understood."""


_IN_CHINESE = (
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", r"\1 不能是“\2”，可选 \3"),
    (r"argument (.+?): expected .+", r"\1 后面缺内容"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 同时用"),
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"one of the arguments (.+) is required", r"要从 \1 中选一个"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
)
"""What argparse says, and the same for the clerk's county technician."""


class Parser(argparse.ArgumentParser):
    """argparse that refuses in Chinese and never exits."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongCall."""
        for english, chinese in _IN_CHINESE:
            message = re.sub(f"^{english}$", chinese, message)
        raise WrongCall(f"命令不对：{message}。用 main.py --help 看用法。")


class Progress:
    """Tells on standard error what is being done, when somebody sits there."""

    def step(self, what: str, done: int, total: int) -> None:
        """One line that is written over."""
        if sys.stderr.isatty():
            print(f"\r{what} {done}/{total}\033[K", end="", file=sys.stderr, flush=True)


def default_directory() -> Path:
    """Where an office lies unless said otherwise: in the user's own data directory."""
    if os.environ.get("QUNTUAN_DATA"):
        return Path(os.environ["QUNTUAN_DATA"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "群团工作台"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "quntuan"


def ask_passphrase(variable: str = "QUNTUAN_PASSPHRASE", whose: str = "口令") -> str:
    """A passphrase from the environment, or asked for where somebody sits. Raises WrongCall."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongCall(f"需要{whose}：请设置环境变量 {variable}。")
    return getpass.getpass(f"{whose}：")


def open_office_of(args: Args) -> Any:
    """The office of `--data`, opened with the passphrase of whoever calls; its warnings go to standard error."""
    from models.office.access import who_signs_in
    from models.office.office import open_office

    passphrase, directory = ask_passphrase(), Path(args.data)
    named = who_signs_in(directory, passphrase, os.environ.get("QUNTUAN_USER", ""))
    opened = open_office(directory, passphrase, named)
    for warning in filter(None, (opened.finished, *opened.warnings, *opened.notices)):
        print(warning, file=sys.stderr)
    return opened


def print_json(value: object) -> None:
    """A value on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def tell(listed: tuple[dict[str, Any], list[str]], as_json: bool) -> None:
    """What was listed, for a program or for a person."""
    if as_json:
        print_json(listed[0])
    else:
        print("\n".join(listed[1]))
