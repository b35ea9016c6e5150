"""Start until the window answers, and memory with 100,000 rows listed, against a bare QMainWindow with one table view.

Every run is a fresh process. "Answers" means: painted once, and a timer set afterwards has fired.
The compiled modules are kept between the runs, as they are on a desk; the first run of each kind is not counted.
"""

import os
import sys
import time

RUNS = 11
ROWS = 100_000


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


def ours(started: float, rows: int) -> None:
    """The shell with its rail, search and a list page in front."""
    from array import array

    from PySide6.QtWidgets import QApplication

    from ui.app import open_shell, prepare
    from ui.rail import Entry
    from ui.widgets.page import Page
    from ui.widgets.record_table import Column, RecordTable

    def people() -> Page:
        columns = [Column("姓名", 96), Column("性别", 56), Column("出生年月", 104), Column("单位", 0)]
        table = RecordTable(columns, lambda ids: [(f"丁{one}", "女", "1990年5月", "东坪村") for one in ids])
        table.show_ids(array("q", range(rows)))
        page = Page("人员")
        page.body.addWidget(table)
        return page

    settings = prepare()
    titles = ("人员", "推优", "组织", "今日待办", "设置")
    icons = ("users", "vote", "building-2", "calendar-check", "settings")
    shell = open_shell([Entry(t, t, i, people) for t, i in zip(titles, icons, strict=True)], settings)
    if rows > 1:
        table = shell.findChild(RecordTable)
        for place in range(0, rows, rows // 50):
            table.scrollTo(table.records.index(place, 0))
            QApplication.processEvents()
    answer(QApplication.instance(), started)


def measure(cases: list[tuple[str, int]]) -> list[tuple[float, float]]:
    """Medians of seconds and MB for each case, over fresh processes taken in turn."""
    import statistics
    import subprocess
    import tempfile

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seen: list[list[list[float]]] = [[] for _ in cases]
    with tempfile.TemporaryDirectory() as environment["PYTHONPYCACHEPREFIX"]:
        for _ in range(RUNS + 1):
            for (kind, rows), kept in zip(cases, seen, strict=True):
                command = [sys.executable, __file__, kind, str(rows), str(time.time())]
                run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
                kept.append([float(part) for part in run.stdout.split()])
    return [tuple(statistics.median(column) for column in zip(*kept[1:], strict=True)) for kept in seen]


def main() -> None:
    """Print the ratios."""
    (floor_s, floor_mb), (start_s, start_mb), (_, listed_mb) = measure([("bare", 1), ("ours", 1), ("ours", ROWS)])
    print(
        f"start  bare {floor_s * 1000:.0f} ms  ours {start_s * 1000:.0f} ms  ratio {start_s / floor_s:.2f}  (aim 1.5)"
    )
    print(f"memory bare {floor_mb:.0f} MB  ours {start_mb:.0f} MB  with {ROWS:,} rows {listed_mb:.0f} MB", end="  ")
    print(f"+{listed_mb - floor_mb:.0f} MB  (aim +150)")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "bare":
        bare(float(sys.argv[3]))
    else:
        ours(float(sys.argv[3]), int(sys.argv[2]))
