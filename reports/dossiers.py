"""Everything that belongs together written into one folder: the papers of a told story, rosters, lists of problems.

Owns names of files and the table of what was made; how each paper looks is said by the forms.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from models.assistance.aid import Distribution
from models.assistance.case import HelpCase
from models.assistance.programmes import programme_of
from models.core.files import cannot_write
from models.core.progress import Progress
from models.core.record import Record
from models.demonstration import Told
from models.demonstration.assistance import Helped
from models.demonstration.excellence import Honoured
from models.excellence.awards import Nomination, named
from models.office.closed.compartment import Compartment, enter
from models.recommendation.records import Recommendation
from models.rights.file import case_of
from models.statistics.briefing import briefing
from models.statistics.forms import ReturnForm
from models.statistics.forms import forms as returns
from models.statistics.leaving import sheet_of
from models.statistics.span import Period
from reports.assistance_workbooks import export_distribution, export_left_behind
from reports.briefing import briefing_paper, write_briefing
from reports.charts import on_page
from reports.charts.composing import composed
from reports.forms import ALL, BLANK, FORMS, What, case_file_to, dossier_to, form_key, of_excellence, print_to
from reports.paper.display import Paper
from reports.paper.pdf import write_pdf
from reports.returns import Heading, write_return
from reports.templates import JOINED, LIST, Order, fill_to, read_source, subject_called
from reports.workbooks import export_roster
from resources import path as resource

Job = tuple[str, Path, Callable[[Path], int]]
"""What is made, where it is written, and how; the function tells how many pages or lines there are."""


def write_demo(told: Told, out: Path, progress: Progress) -> list[str]:
    """Write dossiers, the summary, the roster and all blank forms below `out`; one line of text per piece made."""
    clock = told.opened.session.clock()
    lines = [_roster_line(report) for report in told.rosters]
    folders = {name: _folder(out / name) for name in ("推优材料", "帮扶材料", "维权案卷", "创先争优", "汇总", "空白表")}
    jobs: list[Job] = []
    for rec in told.recommendations:
        batch, name = rec.batch, f"{rec.number}{rec.person.name}推优材料"
        jobs.append((name, folders["推优材料"] / f"{name}.pdf", partial(_dossier, rec, clock)))
        title, key = f"{batch.title}汇总表", form_key("summary", batch.channel)
        jobs.append((title, folders["汇总"] / f"{title}.pdf", partial(_paper, key, [batch.uid], clock)))
    jobs += _of_help(told.assistance, folders["帮扶材料"], folders["汇总"], clock)
    jobs += _of_excellence(told.excellence, folders["创先争优"], clock)
    compartment = enter(told.opened)
    for uid in (told.rights.petition, told.rights.violence, told.rights.child):
        number = str(case_of(uid, compartment).number)
        target = folders["维权案卷"] / f"{number}.pdf"
        jobs.append((number, target, partial(_case_file, uid, clock, compartment)))
    jobs += _figures(told, _folder(out / "统计报表"), clock)
    jobs += _own_templates(told, _folder(out / "自己的模板"), clock)
    jobs.append(("人员花名册", folders["汇总"] / "花名册.xlsx", partial(_roster, progress)))
    for key, form in FORMS.items():
        target = folders["空白表"] / f"{form.title}（{key}）.pdf"
        jobs.append((f"空白 {form.title}", target, partial(_paper, key, BLANK, clock)))
    for place, (what, path, write) in enumerate(jobs):
        progress.step(what, place, len(jobs))
        began = time.perf_counter()
        count = write(path)
        unit = {".xlsx": "行", ".docx": "份"}.get(path.suffix, "页")
        lines.append(
            f"{what}　{count} {unit}　{1000 * (time.perf_counter() - began):.0f} 毫秒　{path.relative_to(out)}"
        )
    compartment.leave()
    return lines


def _of_help(told: Helped, folder: Path, sums: Path, clock: datetime) -> list[Job]:
    """The papers of help: those that each case can print, and those of households, lists, visits, pairs, children."""
    found: list[tuple[str, str, list[str]]] = []
    for case in (HelpCase.by_uid(uid) for uid in told.cases):
        keys = [key for key in programme_of(case).forms if key in FORMS and FORMS[key].kind == HelpCase.kind()]
        found += [(f"{case.number}{case.name} {FORMS[key].title}", key, [case.uid]) for key in keys]
    others = {
        "family_sheet": told.households,
        "visit_record": told.visits,
        "sign_list": told.distributions,
        **dict.fromkeys(("pair_register", "pair_card", "pair_agreement"), told.pairs),
        "left_behind_child": told.children[:1],
        "child_in_need": told.children[1:],
    }
    found += [(FORMS[key].title, key, list(uids)) for key, uids in others.items()]
    jobs: list[Job] = [(what, folder / f"{what}.pdf", partial(_paper, key, uids, clock)) for what, key, uids in found]
    title = FORMS["left_behind_summary"].title
    jobs.append((title, sums / f"{title}.pdf", partial(_paper, "left_behind_summary", ALL, clock)))
    jobs.append((f"{title}（电子表）", sums / f"{title}.xlsx", partial(_left_behind, clock)))
    batch = Distribution.by_uid(told.distributions[0])
    jobs.append((f"{batch.title}（电子表）", folder / f"{batch.title}.xlsx", partial(_list, batch)))
    return jobs


def _of_excellence(told: Honoured, folder: Path, clock: datetime) -> list[Job]:
    """The papers of each nomination, and those of promises, comments, surveys, grades, activities, talents."""
    found: list[tuple[str, str, What]] = []
    for nomination in (Nomination.by_uid(uid) for uid in told.nominations):
        keys = of_excellence.keys_for([nomination.uid])
        name = f"{named(nomination)} {nomination.title()}"
        found += [(f"{name} {FORMS[key].title}", key, [nomination.uid]) for key in keys if key != "award_a3"]
    others = {
        "promise": told.promises,
        "superior_comment": told.comments,
        **dict.fromkeys(("survey_ballot", "survey_result"), told.surveys),
        "grading_ledger": told.gradings,
        "activity_sign_in": told.activities[:1],
        "activity_ledger": told.activities,
        "talent_roster": told.talents,
    }
    found += [(FORMS[key].title, key, list(uids)) for key, uids in others.items()]
    return [(what, folder / f"{what}.pdf", partial(_paper, key, uids, clock)) for what, key, uids in found]


def _figures(told: Told, folder: Path, clock: datetime) -> list[Job]:
    """Every return of the year as paper and as a workbook, the fact sheet as paper and for Word, the charts."""
    year = Period.months(clock.year, 1, 12)
    heading = Heading(told.opened.office.name, filler=told.opened.session.user, reported_on=clock.date())
    jobs: list[Job] = []
    for one in returns():
        for ending in (".pdf", ".xlsx"):
            target = folder / f"{year.title}{one.title}{ending}"
            jobs.append((f"{year.title}{one.title}", target, partial(_return, one, year, heading, clock)))
    for ending in (".pdf", ".docx"):
        jobs.append(("情况简报", folder / f"情况简报{ending}", partial(_briefing, heading.reporter, year, clock)))
    jobs.append(("图表", folder / "图表.pdf", partial(_charts, clock)))
    return jobs


def _return(one: ReturnForm, period: Period, heading: Heading, clock: datetime, path: Path) -> int:
    sheet = sheet_of()(one, period)
    pages = write_return([sheet], heading, path, clock)
    return pages if path.suffix == ".pdf" else len(sheet.rows)


def _briefing(office: str, period: Period, clock: datetime, path: Path) -> int:
    told = briefing(office, period, today=clock.date())
    write_briefing(told, path, clock)
    return 1 if path.suffix == ".docx" else len(briefing_paper(told, clock).pages)


def _charts(clock: datetime, path: Path) -> int:
    charts = composed(clock.year, sheet_of(compare=False))
    paper = Paper(f"{clock.year}年群团工作图表", on_page(charts))
    write_pdf(paper, path, clock)
    return len(paper.pages)


def _own_templates(told: Told, folder: Path, clock: datetime) -> list[Job]:
    """Two templates as counties send them, filled: one form for each recommendation, one list of the persons."""
    recommended = list(told.recommendations)
    persons = [rec.person for rec in recommended]
    user = told.opened.session.user
    return [
        ("推荐登记表", folder / "推荐登记表.docx", partial(_filled, "推荐", recommended, user, JOINED, clock)),
        ("人员花名册", folder / "人员花名册.xlsx", partial(_filled, "人员", persons, user, LIST, clock)),
    ]


def _filled(subject: str, records: Sequence[Record], user: str, way: str, clock: datetime, path: Path) -> int:
    sample = resource("templates", path.name)
    source = read_source(sample.read_bytes(), sample.name)
    fill_to(Order(source, subject_called(subject), records, {}, user), way, path, clock)
    return len(records)


def _left_behind(clock: datetime, path: Path) -> int:
    return export_left_behind(path, clock.date())


def _list(batch: Distribution, path: Path) -> int:
    return export_distribution(path, batch)


def _dossier(rec: Recommendation, clock: datetime, path: Path) -> int:
    return dossier_to(rec.uid, path, clock)


def _case_file(uid: str, clock: datetime, compartment: Compartment, path: Path) -> int:
    return case_file_to(uid, path, clock, compartment)


def _paper(key: str, what: What, clock: datetime, path: Path) -> int:
    return print_to(key, what, path, None, clock)


def _roster(progress: Progress, path: Path) -> int:
    return export_roster(path, None, progress)


def _roster_line(report: dict[str, object]) -> str:
    sheets: list[dict[str, int]] = report["sheets"]  # type: ignore[assignment]
    counts = {
        key: sum(sheet[key] for sheet in sheets)
        for key in ("rows", "new", "update", "same", "conflict", "refused", "skipped")
    }
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


def write_approval(rec: Recommendation, folder: Path, clock: datetime) -> str:
    """The approval form of one recommendation, with the superior's opinion; the line that says where it is."""
    target = folder / f"{rec.person.name}{FORMS[form_key('approval', rec.batch.channel)].title}.pdf"
    count = print_to(form_key("approval", rec.batch.channel), [rec.uid], target, None, clock)
    return f"　审批表 {count} 页，印有上级意见“{rec.superior_opinion}”：{target.name}"
