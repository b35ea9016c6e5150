"""Start until the window answers, and memory with 100,000 persons listed, against a bare window with one table view.

`python -m tests.benchmarks.window`. The start is that of `main.py` on an office: the window that asks for the
passphrase. The list is the page 人员 of a real encrypted office, opened and scrolled from end to end.

Every run is a fresh process. "Answers" means: painted once, and a timer set afterwards has fired.
The compiled modules are kept between the runs, as they are on a desk; the first run of each kind is not counted.
"""

import os
import sys
import time
from typing import Any

RUNS = 11
ROWS = 100_000
START_AIM = 1.5
MEMORY_AIM = 150


def resident_mb() -> float:
    """Memory of this process that is really in use, in MB; 0 where the system does not tell."""
    if not os.path.exists("/proc/self/status"):  # noqa: PTH110  (the measured process imports as little as it can)
        return 0.0
    with open("/proc/self/status") as status:  # noqa: PTH123
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def answer(app: object, started: float) -> None:
    """Run until painted and answering, then print seconds since `started` and memory."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, lambda: QTimer.singleShot(0, app.quit))
    app.exec()
    app.processEvents()
    print(time.time() - started, resident_mb())


def bare(started: float) -> None:
    """The floor."""
    from PySide6.QtCore import QStringListModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window, table = QMainWindow(), QTableView()
    table.setModel(QStringListModel(["丁世云"]))
    window.setCentralWidget(table)
    window.resize(1366, 728)
    window.show()
    answer(app, started)


def start(started: float, directory: str) -> None:
    """What `main.py` does until somebody can type her passphrase."""
    from pathlib import Path

    from ui.app import prepare
    from ui.window import Workbench

    workbench = Workbench(prepare())
    workbench.begin(Path(directory))
    answer(_application(), started)


def listed(started: float, directory: str) -> None:
    """The page 人员 over the whole office."""
    from pathlib import Path

    from models.office.office import open_office
    from tests import builders
    from ui.app import prepare
    from ui.widgets.record_table import RecordTable
    from ui.window import Workbench

    workbench = Workbench(prepare())
    with open_office(Path(directory), builders.PASSPHRASE) as opened:
        workbench.enter(opened)
        workbench.shell.go("people")
        table = workbench.shell.page.findChild(RecordTable)
        until = time.monotonic() + 30
        while len(table.records.ids) < ROWS and time.monotonic() < until:
            _application().processEvents()
        assert len(table.records.ids) >= ROWS
        for place in range(0, ROWS, ROWS // 50):
            table.scrollTo(table.records.index(place, 0))
            _application().processEvents()
        print(time.time() - started, resident_mb())


def _application() -> Any:
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


def measure(directory: str) -> dict[str, tuple[float, float]]:
    """Medians of seconds and MB for each case, over fresh processes taken in turn."""
    import statistics
    import subprocess
    import tempfile

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"QT_QPA_PLATFORM": environment.get("QT_QPA_PLATFORM", "offscreen"), "QUNTUAN_ANY_DRIVE": "1"}
    seen: dict[str, list[list[float]]] = {kind: [] for kind in CASES}
    with tempfile.TemporaryDirectory() as environment["PYTHONPYCACHEPREFIX"]:
        for turn in range(RUNS + 1):
            for kind, kept in seen.items():
                if kind == "listed" and turn > 1:
                    continue
                command = [sys.executable, "-m", "tests.benchmarks.window", kind, directory, str(time.time())]
                run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
                if run.returncode:
                    raise SystemExit(run.stderr)
                kept.append([float(part) for part in run.stdout.split()])
    return {
        kind: tuple(statistics.median(column) for column in zip(*kept[1:], strict=True)) for kind, kept in seen.items()
    }


def main() -> int:
    """Print the ratios."""
    import tempfile
    from pathlib import Path

    from tests import builders
    from tests.benchmarks.search import insert_persons

    os.environ["QUNTUAN_ANY_DRIVE"] = "1"
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch) / "office"
        with builders.office(directory) as opened:
            opened.session.guard = None
            insert_persons(opened.session, ROWS, [builders.unit(opened.session).id])
        found = measure(str(directory))
    (floor_s, floor_mb), (start_s, start_mb), (_, listed_mb) = (found[kind] for kind in CASES)
    ratio, more = start_s / floor_s, listed_mb - floor_mb
    print(f"start  bare {floor_s * 1000:.0f} ms  ours {start_s * 1000:.0f} ms  ratio {ratio:.2f}  (aim {START_AIM})")
    print(f"memory bare {floor_mb:.0f} MB  ours {start_mb:.0f} MB  with {ROWS:,} persons {listed_mb:.0f} MB", end="  ")
    print(f"+{more:.0f} MB  (aim +{MEMORY_AIM})")
    return int(ratio > START_AIM or more > MEMORY_AIM)


CASES = {"bare": lambda started, _directory: bare(started), "start": start, "listed": listed}

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    CASES[sys.argv[1]](float(sys.argv[3]), sys.argv[2])
