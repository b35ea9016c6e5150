"""Forms on paper: listed and printed to PDF."""

import sys
from pathlib import Path

from ui.commands.calling import Args, Command, Progress, WrongCall, open_office_of, tell


def _forms(args: Args) -> int:
    from reports.listings import listed_forms

    tell(listed_forms(), args.json)
    return 0


def _print(args: Args) -> int:
    from models.office.closed.compartment import enter
    from models.office.guard import reading
    from models.rights.printed import note_printed
    from reports.forms import ALL, BLANK, form, missing_for, print_to

    if args.closed and not args.of:
        raise WrongCall("保密区里的案件一件一件印：--closed 要和 --of 一起用。")
    what = ALL if args.all else BLANK if args.blank else args.of
    with open_office_of(args) as opened:
        opened.session.refuse("print_form")
        closed = enter(opened) if args.closed else None
        # Asked before anything is written down: what is not found must not stand in the history either.
        gaps = missing_for(args.form, what, closed)
        if closed is not None and args.of:
            for uid in args.of:
                note_printed(opened, closed, form(args.form).title, uid)
        elif what is not BLANK:
            whom = "全部" if what is ALL else "、".join(args.of[:5]) + ("等" if len(args.of) > 5 else "")
            reading(opened.session, "print_form", f"打印“{args.form}”：{whom}")
        for gap in gaps:
            print(f"还空着：{gap.record} {gap.label}", file=sys.stderr)
        pages = print_to(args.form, what, Path(args.out), Progress(), opened.session.clock(), None, closed)
    print(f"已写出 {pages} 页：{args.out}")
    return 0


def declare(command: Command) -> None:
    """forms, print."""
    forms = command("forms", _forms, "列出全部表格", data=False)
    forms.add_argument("--json", action="store_true")
    paper = command("print", _print, "打印表格到 PDF")
    paper.add_argument("form", metavar="FORM")
    whom = paper.add_mutually_exclusive_group(required=True)
    whom.add_argument("--of", nargs="+", metavar="UID")
    whom.add_argument("--all", action="store_true")
    whom.add_argument("--blank", action="store_true")
    paper.add_argument("--out", required=True, metavar="F.pdf")
    paper.add_argument("--closed", action="store_true", help="先进入保密区，打印里面的来访")
