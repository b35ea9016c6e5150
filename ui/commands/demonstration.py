"""The sample offices that show everything."""

import time
from pathlib import Path

from ui.commands.calling import Args, Command, Progress


def _demo(args: Args) -> int:
    from models.demonstration import PASSPHRASE, tell
    from models.demonstration.round import play_round
    from reports.dossiers import write_approval, write_demo

    began = time.perf_counter()
    out = Path(args.out)
    told = tell(_fresh(out / "office"), Progress())
    with told.opened:
        now = told.opened.session.clock()
        lines = write_demo(told, out, Progress())
    lines += play_round(
        _fresh_round(out / "round"), PASSPHRASE, lambda rec, at: write_approval(rec, at, now), Progress()
    )
    print("\n".join(lines))
    print(f"全部材料在 {out.absolute()}，用时 {time.perf_counter() - began:.1f} 秒。")
    print(f"示例单位可以打开看：main.py --data {out / 'office'}，口令“{PASSPHRASE}”。")
    return 0


def _fresh(directory: Path) -> Path:
    """The demo's own office is made anew each time; nothing else is ever removed."""
    import shutil

    if (directory / "office.qtdb").exists():
        shutil.rmtree(directory)
    return directory


def _fresh_round(directory: Path) -> Path:
    """The same for the offices of the round, which lie beside their stick."""
    import shutil

    if list(directory.glob("*/office.qtdb")):
        shutil.rmtree(directory)
    return directory


def declare(command: Command) -> None:
    """demo."""
    demo = command("demo", _demo, "示例单位走完推优、帮扶和维权，三个乡镇和县里一来一回，写出材料", data=False)
    demo.add_argument("--out", required=True, metavar="DIR")
