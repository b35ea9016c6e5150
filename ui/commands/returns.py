"""Statistical returns: listed, counted, printed, handed out."""

from pathlib import Path
from typing import Any

from ui.commands.calling import Args, Command, WrongCall, open_office_of, print_json, tell

ALL = "all"
_ROWS = {"unit": "单位", "channel": "渠道", "township": "乡镇", "none": "只有合计"}


def _returns(args: Args) -> int:
    from models.statistics.forms import forms

    found = [
        {"key": form.key, "title": form.title, "rows": list(form.rows), "columns": len(form.columns)}
        for form in forms()
    ]
    tell(({"returns": found}, [f"{entry['key']:<16}{entry['title']}" for entry in found]), args.json)
    return 0


def _return(args: Args) -> int:
    from models.office.closed.compartment import enter
    from models.statistics import span
    from models.statistics.forms import form, forms
    from models.statistics.frozen import freeze_return, handed_out
    from models.statistics.suppression import suppressed
    from reports.returns import Heading, write_return

    if not args.out and not args.json and not args.freeze:
        raise WrongCall("请用 --out 说明写到哪个文件，或用 --json 在屏幕上列出。")
    period = span.parse(args.period)
    wanted = forms() if args.key == ALL else [form(args.key, _bands(args))]
    with open_office_of(args) as opened:
        opened.session.refuse("print_form")
        closed = enter(opened) if args.closed else None
        earlier = handed_out(opened.office.uid)
        counted = [_counted(one, period, args.by, opened, closed) for one in wanted]
        sheets = [suppressed(sheet, earlier) for sheet in counted]
        record = ""
        if args.freeze:
            kept = [freeze_return(opened.session, sheet).value for sheet in counted]
            sheets, record = [frozen.content() for frozen in kept], kept[0].uid if len(kept) == 1 else ""
        if args.out:
            heading = Heading(
                opened.office.name,
                filler=opened.session.user,
                phone=opened.office.phone or "",
                reported_on=opened.session.clock().date(),
            )
            count = write_return(sheets, heading, Path(args.out), opened.session.clock(), record)
    if args.json:
        print_json([sheet.plain() for sheet in sheets])
    elif args.out:
        print(f"已写出 {count} {'页' if Path(args.out).suffix.lower() == '.pdf' else '张表'}：{args.out}")
    else:
        print(f"已报出 {len(sheets)} 张表。")
    return 0


def _bands(args: Args) -> dict[str, Any]:
    """Age bands by the name of their set, as NAME=35岁及以下、36岁及以上."""
    from models.statistics import bands
    from models.statistics.forms import form

    usual = form(args.key).bands
    found = dict(entry.partition("=")[::2] for entry in args.bands)
    if set(found) - set(usual):
        known = "；".join(f"{name}={bands.words(told)}" for name, told in usual.items())
        raise WrongCall(f"这张表可改的年龄段：{known}。" if usual else "这张表没有可改的年龄段。")
    wanted = {name: bands.read(text) for name, text in found.items()}
    for name, told in wanted.items():
        if not bands.same_ends(told, usual[name]):
            raise WrongCall(bands.ends_words(usual[name]))
    return wanted


def _counted(form: Any, period: Any, by: str, opened: Any, closed: Any) -> Any:
    """The sheet as this office counts it; rows by township are those of the offices whose records are here."""
    from models.statistics.counting import Scope, count

    if by and by not in form.rows:
        raise WrongCall(f"“{form.title}”不能按{_ROWS[by]}分行。")
    by = by or form.rows[0]
    titles = _titles(opened) if by == "township" else {}
    return count(form, period, Scope(by, titles=titles), closed)


def _titles(opened: Any) -> dict[str, str]:
    """This office and those below it, by uid."""
    from models.exchange.records import TrustedOffice

    below = TrustedOffice.select().where(TrustedOffice.revoked_on.is_null()).order_by(TrustedOffice.name)
    return {opened.office.uid: opened.office.name} | {other.office_uid: other.name for other in below}


def declare(command: Command) -> None:
    """returns, return."""
    listed = command("returns", _returns, "列出全部统计报表", data=False)
    listed.add_argument("--json", action="store_true")
    one = command("return", _return, "填报统计报表到 PDF 或 xlsx")
    one.add_argument("key", metavar="KEY", help="报表代号或名称，all 为全部")
    one.add_argument("--period", required=True, help="2026、2026H1、2026Q3、2026-11 或 2026-01-01..2026-06-30")
    one.add_argument("--by", choices=tuple(_ROWS), default="", help="行的排法")
    one.add_argument(
        "--bands", nargs="+", default=[], metavar="NAME=…", help="别的年龄段，例如 chairs=40岁及以下、41岁及以上"
    )
    one.add_argument("--out", metavar="F.(pdf|xlsx)")
    one.add_argument("--json", action="store_true")
    one.add_argument("--freeze", action="store_true", help="报出：留存这一份，以后不再改变")
    one.add_argument("--closed", action="store_true", help="先进入保密区，把保密案件计入")
