"""Everything that belongs together written into one folder: the papers of a told story, rosters, lists of problems.

Owns names of files and the table of what was made; how each paper looks is said by the forms.
"""

import time
from collections.abc import Callable
from pathlib import Path

from models.core.files import cannot_write
from models.core.progress import Progress
from models.demonstration import Told
from models.recommendation.records import Recommendation
from reports.forms import BLANK, FORMS, dossier_to, form_key, print_to
from reports.workbooks import export_roster


def write_demo(told: Told, out: Path, progress: Progress) -> list[str]:
    """Write dossiers, the summary, the roster and all blank forms below `out`; one line of text per piece made."""
    clock = told.opened.session.clock()
    lines = [_roster_line(report) for report in told.rosters]
    folders = {name: _folder(out / name) for name in ("推优材料", "汇总", "空白表")}
    jobs: list[tuple[str, Path, Callable[[Path], int]]] = []
    for rec in told.recommendations:
        jobs.append(_dossier_job(rec, folders["推优材料"], clock))
        batch = rec.batch
        name = f"{batch.title}汇总表.pdf"
        jobs.append(
            (f"{batch.title}汇总表", folders["汇总"] / name, lambda path, batch=batch: print_to(form_key("summary", batch.channel), [batch.uid], path, progress, clock))
        )
    jobs.append(("人员花名册", folders["汇总"] / "花名册.xlsx", lambda path: export_roster(path, None, progress)))
    for key, form in FORMS.items():
        target = folders["空白表"] / f"{form.title}（{key}）.pdf"
        jobs.append((f"空白 {form.title}", target, lambda path, key=key: print_to(key, BLANK, path, progress, clock)))
    for place, (what, path, write) in enumerate(jobs):
        progress.step(what, place, len(jobs))
        began = time.perf_counter()
        count = write(path)
        unit = "人" if path.suffix == ".xlsx" else "页"
        lines.append(f"{what}　{count} {unit}　{1000 * (time.perf_counter() - began):.0f} 毫秒　{path.relative_to(out)}")
    return lines


def _dossier_job(rec: Recommendation, folder: Path, clock: object) -> tuple[str, Path, Callable[[Path], int]]:
    name = f"{rec.number}{rec.person.name}推优材料"
    return name, folder / f"{name}.pdf", lambda path: dossier_to(rec.uid, path, clock)  # type: ignore[arg-type]


def _roster_line(report: dict[str, object]) -> str:
    sheets: list[dict[str, int]] = report["sheets"]  # type: ignore[assignment]
    counts = {key: sum(sheet[key] for sheet in sheets) for key in ("rows", "new", "update", "same", "conflict", "refused", "skipped")}
    file = sheets[0]["file"] if sheets else ""
    return (
        f"{file}　{counts['rows']} 行：新登记 {counts['new']}，更新 {counts['update']}，相同 {counts['same']}，"
        f"待核对 {counts['conflict']}，未导入 {counts['refused']}，跳过 {counts['skipped']}"
    )


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path
