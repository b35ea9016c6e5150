"""The office itself: made, checked, backed up, restored."""

import os
import sys
from pathlib import Path

from models.core.errors import KnownError
from ui.commands.calling import Args, Command, Progress, ask_passphrase, open_office_of


def _init(args: Args) -> int:
    from models.office.office import Founding, create_office

    opened, code = create_office(
        Path(args.data), Founding(args.unit, args.area, args.level, args.user, ask_passphrase())
    )
    with opened:
        print(f"已建立“{args.unit}”的数据：{opened.place.directory}")
        print(f"恢复码（请抄写或打印后锁好，只显示这一次）：{code}")
        print(f"“{opened.session.user}”可以录入、审核和统计。系统管理员、安全管理员、审计员三员还没有指定，")
        print("请由三个人分别担任：main.py user add 姓名 --roles system（或 security、audit）--data DIR。")
    return 0


def _check(args: Args) -> int:
    from models.core.database import integrity_problems
    from models.core.history import chain_problems, head

    with open_office_of(args) as opened:
        problems = integrity_problems() + chain_problems(opened.session.history_key) + opened.warnings
        rows = head()[0]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise KnownError(f"检查发现 {len(problems)} 处问题，请不要继续使用，先用最近的备份恢复。")
    print(f"数据文件完好：页面校验、结构、外键、操作历史（{rows} 行）都通过。")
    return 0


def _backup(args: Args) -> int:
    from models.office.backups.making import make_backup
    from models.office.backups.second_place import copy_to_second_place

    with open_office_of(args) as opened:
        opened.session.refuse("make_backup")
        if args.to:
            second = copy_to_second_place(opened, Path(args.to), Progress())
            copy, warning = second.copy, second.warning
        else:
            copy = make_backup(opened, "manual", Progress(), accept_set_back=args.accept_set_back)
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
    passphrase = ask_passphrase()
    named = who_signs_in(place.directory, passphrase, os.environ.get("QUNTUAN_USER", ""))
    key = unlock_for_restore(place, passphrase, copy, named)
    done = restore(place, copy, key, progress=Progress())
    if done.missing:
        print(f"有 {len(done.missing)} 件附件在备份里也找不到，记录还在。", file=sys.stderr)
    aside = f"，恢复前的数据保留在 {done.aside}" if done.aside.exists() else ""
    print(f"已恢复{aside}。")
    return 0


def _drill(args: Args) -> int:
    from models.office.backups.drilling import drill

    with open_office_of(args) as opened:
        report = drill(opened, progress=Progress())
    if not report.passed:
        raise KnownError(report.sentence())
    print(report.sentence())
    return 0


def declare(command: Command) -> None:
    """init, check, backup, restore, drill."""
    init = command("init", _init, "建立一份新数据")
    init.add_argument("--unit", required=True, metavar="NAME", help="单位全称")
    init.add_argument("--area", required=True, metavar="CODE", help="行政区划代码")
    init.add_argument("--level", required=True, choices=("township", "county"))
    init.add_argument("--user", default=os.environ.get("QUNTUAN_USER") or "经办人", help="使用人姓名")
    command("check", _check, "检查数据文件、操作历史和外键")
    backup = command("backup", _backup, "备份到本机，或再存一份到U盘")
    backup.add_argument("--to", metavar="DIR2", help="U盘或另一块硬盘上的文件夹")
    backup.add_argument("--accept-set-back", action="store_true", help="数据文件确实换成了旧的，照样备份")
    restore = command("restore", _restore, "恢复一份备份；不写哪一份时列出全部")
    restore.add_argument("copy", nargs="?", default="", metavar="COPY", help="编号，或备份文件的路径")
    command("drill", _drill, "把最近的备份恢复到临时文件夹，检查后删掉")
