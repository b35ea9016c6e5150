"""Arguments → the window, or one headless job; nothing else.

Exit codes: 0 done, 2 wrong call or bad input, 3 refused by a rule, 1 a bug. Errors are one sentence on standard error.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from models.core.errors import KnownError, as_known
from ui.commands import parser
from ui.commands.calling import Args

BUG, BAD_CALL = 1, 2


def _window(args: Args) -> int:
    from ui.window import run

    return run(Path(args.data))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one call; the exit code."""
    try:
        args = parser(_window).parse_args(argv)
        return int(args.job(args))
    except KnownError as error:
        print(str(error), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已取消，没有改动。", file=sys.stderr)
        return BAD_CALL
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  (the last resort: a bug must not end as a traceback at the user)
        known = as_known(error)  # a disk that refused a read
        if known is not None:
            print(str(known), file=sys.stderr)
            return known.exit_code
        print(f"程序出错了，数据没有受影响。请把 {_bug_report(error)} 交给技术人员。", file=sys.stderr)
        return BUG


def _bug_report(error: BaseException) -> Path:
    """Keep the traceback, whose texts may hold no record: only places in the program are written."""
    import tempfile

    frames = "".join(
        f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(error.__traceback__)
    )
    handle, name = tempfile.mkstemp(prefix="quntuan-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{type(error).__name__}\n{frames}")
    return Path(name)


if __name__ == "__main__":
    sys.exit(main())
