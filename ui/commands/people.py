"""Persons and rosters: taken in, taken back, found, exported."""

import sys
from pathlib import Path

from ui.commands.calling import Args, Command, Progress, ask_passphrase, open_office_of, tell


def _import(args: Args) -> int:
    from models.intake import take_in
    from models.office.backups.making import current_copy
    from reports.listings import intake_report

    with open_office_of(args) as opened:
        opened.session.refuse("apply_roster")
        report = take_in(
            opened.session,
            [Path(file) for file in args.files],
            args.body,
            dry_run=args.dry_run,
            progress=Progress(),
            keep_copy=lambda: current_copy(opened, "import", Progress()),
        )
    tell((report, intake_report(report)), args.json)
    return 0


def _undo(args: Args) -> int:
    from models.intake import undo_batch

    with open_office_of(args) as opened:
        print(undo_batch(opened.session, args.batch).sentence + "。")
    return 0


def _find(args: Args) -> int:
    from models.office.guard import allows, reading
    from models.people.lists import find_persons
    from reports.listings import found_persons

    with open_office_of(args) as opened:
        opened.session.refuse("read_records")
        count, rows = find_persons(args.text)
        shown = allows(opened.session, "unmask")
        if shown and rows:
            reading(opened.session, "unmask", f"查找“{args.text}”，列出 {len(rows)} 人和证件号码")
    tell(found_persons(count, rows, masked=not shown), args.json)
    return 0


def _export(args: Args) -> int:
    from models.office.consent import permit_export
    from models.people.lists import PersonFilter, person_ids
    from reports.workbooks import export_roster

    with open_office_of(args) as opened:
        secret = ask_passphrase("QUNTUAN_CONSENT", f"{args.consent}的口令") if args.consent else ""
        warning = permit_export(opened, "花名册", len(person_ids(PersonFilter())), args.consent, secret)
        count = export_roster(Path(args.out), None, Progress())
    print(f"已导出 {count} 人：{args.out}")
    if warning:
        print(warning, file=sys.stderr)
    return 0


def declare(command: Command) -> None:
    """import, undo, find, export."""
    intake = command("import", _import, "导入花名册")
    intake.add_argument("files", nargs="+", metavar="FILE")
    intake.add_argument("--body", default="", metavar="NAME", help="名册里的人属于哪个组织")
    intake.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    intake.add_argument("--json", action="store_true")
    undo = command("undo", _undo, "撤销一次导入")
    undo.add_argument("batch", metavar="BATCH")
    find = command("find", _find, "按姓名、拼音或证件尾号找人")
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--json", action="store_true")
    export = command("export", _export, "导出花名册")
    export.add_argument("what", choices=("roster",))
    export.add_argument("--out", required=True, metavar="F.xlsx")
    export.add_argument("--consent", default="", metavar="USER", help="同意导出的另一位用户")
