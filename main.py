"""Arguments → the window, or one headless job; nothing else.

Exit codes: 0 done, 2 wrong call or bad input, 3 refused by a rule, 1 a bug. Errors are one sentence on standard error.
"""

import argparse
import getpass
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from models.core.errors import KnownError, as_known

Args = argparse.Namespace
BUG, BAD_CALL = 1, 2


class WrongCall(KnownError):
    """The command line cannot be understood."""


_IN_CHINESE = (
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", r"\1 不能是“\2”，可选 \3"),
    (r"argument (.+?): expected .+", r"\1 后面缺内容"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 同时用"),
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"one of the arguments (.+) is required", r"要从 \1 中选一个"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
)
"""What argparse says, and the same for the clerk's county technician."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for english, chinese in _IN_CHINESE:
            message = re.sub(f"^{english}$", chinese, message)
        raise WrongCall(f"命令不对：{message}。用 main.py --help 看用法。")


class _Progress:
    """Tells on standard error what is being done, when somebody sits there."""

    def step(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {done}/{total}\033[K", end="", file=sys.stderr, flush=True)


def default_directory() -> Path:
    """Where an office lies unless said otherwise: in the user's own data directory."""
    if os.environ.get("QUNTUAN_DATA"):
        return Path(os.environ["QUNTUAN_DATA"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "群团工作台"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "quntuan"


def _passphrase(variable: str = "QUNTUAN_PASSPHRASE", whose: str = "口令") -> str:
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongCall(f"需要{whose}：请设置环境变量 {variable}。")
    return getpass.getpass(f"{whose}：")


def _open(args: Args) -> Any:
    from models.office.access import who_signs_in
    from models.office.office import open_office

    passphrase, directory = _passphrase(), Path(args.data)
    named = who_signs_in(directory, passphrase, os.environ.get("QUNTUAN_USER", ""))
    opened = open_office(directory, passphrase, named)
    for warning in filter(None, (opened.finished, *opened.warnings, *opened.notices)):
        print(warning, file=sys.stderr)
    return opened


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _tell(listed: tuple[dict[str, Any], list[str]], as_json: bool) -> None:
    if as_json:
        _print_json(listed[0])
    else:
        print("\n".join(listed[1]))


def _window(args: Args) -> int:
    from ui.window import run

    return run(Path(args.data))


def _init(args: Args) -> int:
    from models.office.office import Founding, create_office

    opened, code = create_office(Path(args.data), Founding(args.unit, args.area, args.level, args.user, _passphrase()))
    with opened:
        print(f"已建立“{args.unit}”的数据：{opened.place.directory}")
        print(f"恢复码（请抄写或打印后锁好，只显示这一次）：{code}")
        print(f"“{opened.session.user}”可以录入、审核和统计。系统管理员、安全管理员、审计员三员还没有指定，")
        print("请由三个人分别担任：main.py user add 姓名 --roles system（或 security、audit）--data DIR。")
    return 0


def _import(args: Args) -> int:
    from models.intake import take_in
    from models.office.backups.making import current_copy
    from reports.listings import intake_report

    with _open(args) as opened:
        opened.session.refuse("apply_roster")
        report = take_in(
            opened.session,
            [Path(file) for file in args.files],
            args.body,
            dry_run=args.dry_run,
            progress=_Progress(),
            keep_copy=lambda: current_copy(opened, "import", _Progress()),
        )
    _tell((report, intake_report(report)), args.json)
    return 0


def _undo(args: Args) -> int:
    from models.intake import undo_batch

    with _open(args) as opened:
        print(undo_batch(opened.session, args.batch).sentence + "。")
    return 0


def _find(args: Args) -> int:
    from models.office.guard import allows, reading
    from models.people.lists import find_persons
    from reports.listings import found_persons

    with _open(args) as opened:
        opened.session.refuse("read_records")
        count, rows = find_persons(args.text)
        shown = allows(opened.session, "unmask")
        if shown and rows:
            reading(opened.session, "unmask", f"查找“{args.text}”，列出 {len(rows)} 人和证件号码")
    _tell(found_persons(count, rows, masked=not shown), args.json)
    return 0


def _export(args: Args) -> int:
    from models.office.consent import permit_export
    from models.people.lists import PersonFilter, person_ids
    from reports.workbooks import export_roster

    with _open(args) as opened:
        secret = _passphrase("QUNTUAN_CONSENT", f"{args.consent}的口令") if args.consent else ""
        warning = permit_export(opened, "花名册", len(person_ids(PersonFilter())), args.consent, secret)
        count = export_roster(Path(args.out), None, _Progress())
    print(f"已导出 {count} 人：{args.out}")
    if warning:
        print(warning, file=sys.stderr)
    return 0


def _forms(args: Args) -> int:
    from reports.listings import listed_forms

    _tell(listed_forms(), args.json)
    return 0


def _print(args: Args) -> int:
    from models.office.closed.compartment import enter
    from models.office.guard import reading
    from models.rights.printed import note_printed
    from reports.forms import ALL, BLANK, form, missing_for, print_to

    if args.closed and not args.of:
        raise WrongCall("保密区里的案件一件一件印：--closed 要和 --of 一起用。")
    what = ALL if args.all else BLANK if args.blank else args.of
    with _open(args) as opened:
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
        pages = print_to(args.form, what, Path(args.out), _Progress(), opened.session.clock(), None, closed)
    print(f"已写出 {pages} 页：{args.out}")
    return 0


def _check(args: Args) -> int:
    from models.core.database import integrity_problems
    from models.core.history import chain_problems, head

    with _open(args) as opened:
        problems = integrity_problems() + chain_problems(opened.session.history_key) + opened.warnings
        rows = head()[0]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise KnownError(f"检查发现 {len(problems)} 处问题，请不要继续使用，先用最近的备份恢复。")
    print(f"数据文件完好：页面校验、结构、外键、操作历史（{rows} 行）都通过。")
    return 0


def _user_add(args: Args) -> int:
    from models.office.access import add_user

    with _open(args) as opened:
        secret = _passphrase("QUNTUAN_NEW_PASSPHRASE", f"{args.name}的新口令")
        user = add_user(opened, args.name, args.roles.replace("，", ",").split(","), secret, args.together)
        print(f"已增加{user.called()}（{user.titles()}）。")
    return 0


def _user_remove(args: Args) -> int:
    from models.office.access import remove_user, the_user

    with _open(args) as opened:
        user = the_user(args.name)
        if later := remove_user(opened, user):
            print(later, file=sys.stderr)
        print(f"已停用{user.called()}，其口令打不开这里的数据和备份了。带走的备份仍要收回。")
    return 0


def _user_list(args: Args) -> int:
    from models.office.users import all_users
    from reports.listings import listed_users

    with _open(args):
        listed = listed_users(all_users())
    _tell(listed, args.json)
    return 0


def _history(args: Args) -> int:
    from models.core.history import chain_problems
    from models.core.story import rewritten
    from models.office.guard import reading
    from reports.listings import listed_history

    with _open(args) as opened:
        reading(opened.session, "read_history", "核对操作历史" if args.verify else "查看操作历史")
        problems = chain_problems(opened.session.history_key) + opened.warnings if args.verify else []
        listed = listed_history(problems)
        told = f"；{words}" if (words := rewritten()) else ""
    _tell(listed, args.json)
    if problems:
        raise KnownError(f"操作历史有 {len(problems)} 处对不上：{problems[0]}请保留现状，用备份核对。")
    if args.verify and not args.json:
        print(f"操作历史 {listed[0]['count']} 行，逐行核对无误{told}。")
    return 0


def _backup(args: Args) -> int:
    from models.office.backups.making import make_backup
    from models.office.backups.second_place import copy_to_second_place

    with _open(args) as opened:
        opened.session.refuse("make_backup")
        if args.to:
            second = copy_to_second_place(opened, Path(args.to), _Progress())
            copy, warning = second.copy, second.warning
        else:
            copy = make_backup(opened, "manual", _Progress(), accept_set_back=args.accept_set_back)
            warning = ""
    if warning:
        print(warning, file=sys.stderr)
    print(f"已备份：{copy.path}\n{copy.contents.in_words()}。")
    return 0


def _restore(args: Args) -> int:
    from models.office.access import who_signs_in
    from models.office.backups.making import copy_named, list_copies
    from models.office.backups.restoring import restore, unlock_for_restore
    from models.office.place import Place
    from reports.listings import listed_copies

    place = Place(Path(args.data))
    if not args.copy:
        found = list_copies(place)
        print(
            "\n".join([*listed_copies(found), f"共 {len(found)} 份备份。恢复：main.py restore 编号 --data {args.data}"])
        )
        return 0
    copy = copy_named(place, args.copy)
    print(f"{copy.called()}：{copy.contents.in_words()}。")
    passphrase = _passphrase()
    named = who_signs_in(place.directory, passphrase, os.environ.get("QUNTUAN_USER", ""))
    key = unlock_for_restore(place, passphrase, copy, named)
    done = restore(place, copy, key, progress=_Progress())
    if done.missing:
        print(f"有 {len(done.missing)} 件附件在备份里也找不到，记录还在。", file=sys.stderr)
    aside = f"，恢复前的数据保留在 {done.aside}" if done.aside.exists() else ""
    print(f"已恢复{aside}。")
    return 0


def _drill(args: Args) -> int:
    from models.office.backups.drilling import drill

    with _open(args) as opened:
        report = drill(opened, progress=_Progress())
    if not report.passed:
        raise KnownError(report.sentence())
    print(report.sentence())
    return 0


def _keys(args: Args) -> int:
    from models.exchange.headless import Asked, keep_keys
    from reports.packages import listed_keys

    with _open(args) as opened:
        asked = Asked(args.export, args.trust, args.fingerprint, args.revoke, args.reason, args.escrow)
        kept = keep_keys(opened, asked)
    for sentence in kept.told:
        print(sentence, file=sys.stderr)
    _tell(listed_keys(kept.card, kept.trusted, kept.escrow), args.json)
    return 0


def _send(args: Args) -> int:
    from models.exchange.headless import order_of
    from models.exchange.sending import preview, send
    from reports.packages import listed_preview, listed_sent

    with _open(args) as opened:
        opened.session.refuse("send_package")
        order = order_of(args.purpose, args.receiver, args.whole, args.period, args.ground, args.assessed)
        if args.dry_run:
            listed = listed_preview(preview(order))
        else:
            sent = send(opened, order, Path(args.to), _Progress())
            listed = listed_sent(sent)
            for warning in sent.warnings:
                print(warning, file=sys.stderr)
    _tell(listed, args.json)
    return 0


def _check_package(args: Args) -> int:
    from models.exchange.verifying import check_package, reader_of
    from reports.packages import listed_package

    with _open(args) as opened:
        opened.session.refuse("read_records")
        checked = check_package(Path(args.package), reader_of(opened))
    _tell(listed_package(checked), args.json)
    return 0


def _demo(args: Args) -> int:
    from models.demonstration import PASSPHRASE, tell
    from reports.dossiers import write_demo

    began = time.perf_counter()
    out = Path(args.out)
    told = tell(_fresh(out / "office"), _Progress())
    with told.opened:
        lines = write_demo(told, out, _Progress())
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="main.py", description="群团工作台。不带命令时打开窗口。")
    parser.add_argument("--data", default=str(default_directory()), help="数据文件夹")
    parser.set_defaults(job=_window)
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="命令")

    def command(name: str, job: Callable[[Args], int], help_text: str, data: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_text)
        sub.set_defaults(job=job)
        if data:
            sub.add_argument("--data", required=True, metavar="DIR", help="数据文件夹")
        return sub

    demo = command("demo", _demo, "用示例花名册走完推优和维权的程序，写出全部材料", data=False)
    demo.add_argument("--out", required=True, metavar="DIR")
    init = command("init", _init, "建立一份新数据")
    init.add_argument("--unit", required=True, metavar="NAME", help="单位全称")
    init.add_argument("--area", required=True, metavar="CODE", help="行政区划代码")
    init.add_argument("--level", required=True, choices=("township", "county"))
    init.add_argument("--user", default=os.environ.get("QUNTUAN_USER") or "经办人", help="使用人姓名")
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
    command("check", _check, "检查数据文件、操作历史和外键")
    backup = command("backup", _backup, "备份到本机，或再存一份到U盘")
    backup.add_argument("--to", metavar="DIR2", help="U盘或另一块硬盘上的文件夹")
    backup.add_argument("--accept-set-back", action="store_true", help="数据文件确实换成了旧的，照样备份")
    restore = command("restore", _restore, "恢复一份备份；不写哪一份时列出全部")
    restore.add_argument("copy", nargs="?", default="", metavar="COPY", help="编号，或备份文件的路径")
    command("drill", _drill, "把最近的备份恢复到临时文件夹，检查后删掉")
    _exchange_commands(command)
    past = command("history", _history, "列出操作历史")
    past.add_argument("--verify", action="store_true", help="逐行核对有没有被改动")
    past.add_argument("--json", action="store_true")
    users = commands.add_parser("user", help="增加、停用、列出用户")
    doing = users.add_subparsers(dest="what", parser_class=_Parser, metavar="add|remove|list", required=True)
    for name, job, said in (("add", _user_add, "增加"), ("remove", _user_remove, "停用"), ("list", _user_list, "列出")):
        sub = doing.add_parser(name, help=said)
        sub.set_defaults(job=job)
        sub.add_argument("--data", required=True, metavar="DIR", help="数据文件夹")
        if name == "list":
            sub.add_argument("--json", action="store_true")
            continue
        sub.add_argument("name", metavar="NAME", help="姓名")
        if name == "add":
            sub.add_argument("--roles", required=True, metavar="A,B", help="角色，例如 entry,statistics")
            sub.add_argument("--together", action="store_true", help="确实只能由一人兼任几员")
    return parser


def _exchange_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """What goes between offices on a stick."""
    secret = command("keys", _keys, "本单位的报送密钥、公钥卡和往来单位")
    doing_keys = secret.add_mutually_exclusive_group()
    doing_keys.add_argument("--export", default="", metavar="F", help="把本单位的公钥卡写到文件")
    doing_keys.add_argument("--trust", default="", metavar="F", help="登记对方的公钥卡")
    doing_keys.add_argument("--revoke", default="", metavar="NAME", help="作废往来单位的公钥")
    doing_keys.add_argument("--escrow", action="store_true", help="生成锁入保险柜的保管密钥，私钥只显示一次")
    secret.add_argument("--reason", default="", metavar="TEXT", help="作废的原因")
    secret.add_argument("--fingerprint", default="", metavar="DIGITS", help="对方读出的指纹，登记时核对")
    secret.add_argument("--json", action="store_true")
    out = command("send", _send, "生成报送包，写到U盘")
    out.add_argument("--purpose", required=True, metavar="P", help="用途，例如 推优报审")
    out.add_argument("--to", required=True, metavar="DIR|FILE", help="U盘上的文件夹")
    out.add_argument("--receiver", default="", metavar="NAME", help="收件单位，只有一个时可以不写")
    out.add_argument("--period", default="", metavar="TEXT", help="期别，不写时按今天")
    out.add_argument("--ground", default="", choices=("duty", "consent"), help="法定职责，或已取得单独同意")
    out.add_argument("--assessed", default="", metavar="YYYY-MM-DD", help="个人信息保护影响评估的日期")
    out.add_argument("--whole", action="store_true", help="全部，不只是对方确认以来的改动")
    out.add_argument("--dry-run", action="store_true", help="只看会报送什么，不写出")
    out.add_argument("--json", action="store_true")
    looked = command("check-package", _check_package, "核对收到的报送包，看里面有什么，不写入")
    looked.add_argument("package", metavar="PACKAGE")
    looked.add_argument("--json", action="store_true")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one call; the exit code."""
    try:
        args = _parser().parse_args(argv)
        return int(args.job(args))
    except KnownError as error:
        print(str(error), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已取消，没有改动。", file=sys.stderr)
        return BAD_CALL
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  (the last resort: a bug must not end as a traceback at the user)
        known = as_known(error)  # a disk that refused a read
        if known is not None:
            print(str(known), file=sys.stderr)
            return known.exit_code
        print(f"程序出错了，数据没有受影响。请把 {_bug_report(error)} 交给技术人员。", file=sys.stderr)
        return BUG


def _bug_report(error: BaseException) -> Path:
    """Keep the traceback, whose texts may hold no record: only places in the program are written."""
    import tempfile

    frames = "".join(
        f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(error.__traceback__)
    )
    handle, name = tempfile.mkstemp(prefix="quntuan-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{type(error).__name__}\n{frames}")
    return Path(name)


if __name__ == "__main__":
    sys.exit(main())
