"""The fact sheet for a report, headless."""

from pathlib import Path

from ui.commands.calling import Args, Command, open_office_of


def _facts(args: Args) -> int:
    from models.core.errors import KnownError
    from models.office.guard import reading
    from models.office.office import this_office
    from models.statistics.briefing import briefing, headings
    from models.statistics.span import parse
    from reports.briefing import write_briefing

    path, period = Path(args.out), parse(args.period)
    if path.suffix.lower() not in (".pdf", ".docx"):
        raise KnownError(f"“{path.name}”的类型不认识，请写成 .pdf 或 .docx。")
    known = dict(headings())
    wanted = [key for key, title in known.items() if args.heading and {key, title} & set(args.heading)]
    if args.heading and len(wanted) < len(args.heading):
        raise KnownError(f"标题可选：{'、'.join(f'{title}（{key}）' for key, title in known.items())}。")
    with open_office_of(args) as opened:
        opened.session.refuse("print_form")
        told = briefing(this_office().name, period, wanted, today=opened.session.clock().date())
        write_briefing(told, path, opened.session.clock())
        reading(opened.session, "print_form", f"写出《{told.title}》")
    print(f"已写出：{args.out}")
    return 0


def declare(command: Command) -> None:
    """facts."""
    facts = command("facts", _facts, "写出一段时间的情况简报，供写汇报用")
    facts.add_argument("--period", required=True, metavar="P", help="2026、2026H1、2026Q3、2026-11 或两个日期")
    facts.add_argument("--out", required=True, metavar="F.(pdf|docx)")
    facts.add_argument("--heading", nargs="+", default=[], metavar="H", help="只要这几个标题下的内容")
