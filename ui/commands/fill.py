"""Own templates: their marks listed, and filled for any number of records."""

import sys
from pathlib import Path
from typing import Any

from models.core.errors import BadFile
from ui.commands.calling import Args, Command, Progress, WrongCall, ask_passphrase, open_office_of, tell

_WAYS = {"each": "每条记录一个文件", "joined": "合成一个文件", "list": "一张清单，每条记录一行"}


def _fill(args: Args) -> int:
    from models.office.closed.compartment import enter
    from reports.templates import Order, filled, records_of, save
    from reports.templates.permission import permit

    if args.list_marks:
        return _marks(args)
    if not args.of or not args.out:
        raise WrongCall("要写明给谁填（--of）和写到哪里（--out）；只看标记用 --list-marks。")
    with open_office_of(args) as opened:
        opened.session.refuse("print_form")
        source, subject, choices = _template(args, opened)
        closed = enter(opened) if args.closed else None
        records = records_of(subject, args.of, closed)
        order = Order(source, subject, records, choices, opened.session.user, closed)
        way = args.way or ("joined" if len(records) > 1 else "each")
        # Filled before anything is written down: what cannot be filled must not stand in the history either.
        made = filled(order, way, opened.session.clock(), Progress())
        secret = ask_passphrase("QUNTUAN_CONSENT", f"{args.consent}的口令") if args.consent else ""
        if warning := permit(opened, order, _title(args), args.consent, secret):
            print(warning, file=sys.stderr)
        _tell_unknown(order)
        written = save(made, order, way, Path(args.out))
    print(f"已填好 {len(records)} 份，写出 {len(written)} 个文件：{args.out}")
    return 0


def _marks(args: Args) -> int:
    from reports.templates import meanings, near

    with open_office_of(args) as opened:
        opened.session.refuse("print_form")
        source, subject, choices = _template(args, opened)
        found = meanings(source, subject, choices)
        listed = [
            {
                "mark": words,
                "means": name.words if name else None,
                "near": [] if name else [each.words for each in near(subject.kind, words)],
            }
            for words, name in found
        ]
    tell(
        ({"template": source.name, "kind": source.kind, "of": subject.title, "marks": listed}, _lines(listed)),
        args.json,
    )
    return 0


def _lines(listed: list[dict[str, Any]]) -> list[str]:
    def line(mark: dict[str, Any]) -> str:
        if mark["means"] is not None:
            return f"{mark['mark']}　{mark['means'] or '留空'}"
        near = f"，是不是：{'、'.join(mark['near'])}" if mark["near"] else ""
        return f"{mark['mark']}　不认识{near}"

    unknown = sum(mark["means"] is None for mark in listed)
    return [*map(line, listed), f"共 {len(listed)} 个标记，{unknown} 个不认识。"]


def _template(args: Args, opened: Any) -> tuple[Any, Any, dict[str, str]]:
    """The file that is meant, of which kind of record it is, and what was chosen for its marks."""
    from models.office.attachment import Store
    from models.office.template import content_of, template_called
    from reports.templates import read_source, subject_called

    path = Path(args.template)
    if path.suffix.lower() in (".docx", ".xlsx", ".doc", ".xls", ".docm", ".xlsm") or path.is_file():
        if not args.kind:
            raise WrongCall("用文件做模板时要写明用于哪一类记录，例如 --kind 人员。")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadFile(f"“{path.name}”读不出来，请确认文件还在、没有被别的程序占用。") from error
        return read_source(content, path.name), subject_called(args.kind), {}
    kept = template_called(args.template)
    name = f"{kept.title}.{kept.file_kind}"
    return read_source(content_of(Store(opened), kept), name), subject_called(kept.subject), dict(kept.choices or {})


def _tell_unknown(order: Any) -> None:
    from reports.templates import meanings

    for words, name in meanings(order.source, order.subject, order.choices):
        if name is None:
            print(f"不认识标记“{words}”，原样保留。", file=sys.stderr)


def _title(args: Args) -> str:
    return Path(args.template).stem


def declare(command: Command) -> None:
    """fill."""
    sub = command("fill", _fill, "用自己的 Word 或 Excel 模板填表")
    sub.add_argument("template", metavar="TEMPLATE", help="已有模板的名称，或 .docx、.xlsx 文件")
    sub.add_argument("--of", nargs="+", default=[], metavar="UID")
    sub.add_argument("--out", default="", metavar="F", help="文件；每条记录一个文件时是文件夹")
    sub.add_argument("--kind", default="", metavar="类别", help="用文件时：用于哪一类记录，例如 人员、推荐、帮扶个案")
    sub.add_argument(
        "--as", dest="way", default="", choices=tuple(_WAYS), help="；".join(f"{k} {v}" for k, v in _WAYS.items())
    )
    sub.add_argument("--list-marks", action="store_true", help="只列出模板里的标记")
    sub.add_argument("--consent", default="", metavar="USER", help="同意导出的另一位用户")
    sub.add_argument("--closed", action="store_true", help="先进入保密区，填里面的来访")
    sub.add_argument("--json", action="store_true")
