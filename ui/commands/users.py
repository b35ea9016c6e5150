"""Who may do what, and what was done: users and the history."""

import argparse
import sys

from models.core.errors import KnownError
from ui.commands.calling import Args, Command, Parser, ask_passphrase, open_office_of, tell


def _user_add(args: Args) -> int:
    from models.office.access import add_user

    with open_office_of(args) as opened:
        secret = ask_passphrase("QUNTUAN_NEW_PASSPHRASE", f"{args.name}的新口令")
        user = add_user(opened, args.name, args.roles.replace("，", ",").split(","), secret, args.together)
        print(f"已增加{user.called()}（{user.titles()}）。")
    return 0


def _user_remove(args: Args) -> int:
    from models.office.access import remove_user, the_user

    with open_office_of(args) as opened:
        user = the_user(args.name)
        if later := remove_user(opened, user):
            print(later, file=sys.stderr)
        print(f"已停用{user.called()}，其口令打不开这里的数据和备份了。带走的备份仍要收回。")
    return 0


def _user_list(args: Args) -> int:
    from models.office.users import all_users
    from reports.listings import listed_users

    with open_office_of(args):
        listed = listed_users(all_users())
    tell(listed, args.json)
    return 0


def _history(args: Args) -> int:
    from models.core.history import chain_problems
    from models.core.story import rewritten
    from models.office.guard import reading
    from reports.listings import listed_history

    with open_office_of(args) as opened:
        reading(opened.session, "read_history", "核对操作历史" if args.verify else "查看操作历史")
        problems = chain_problems(opened.session.history_key) + opened.warnings if args.verify else []
        listed = listed_history(problems)
        told = f"；{words}" if (words := rewritten()) else ""
    tell(listed, args.json)
    if problems:
        raise KnownError(f"操作历史有 {len(problems)} 处对不上：{problems[0]}请保留现状，用备份核对。")
    if args.verify and not args.json:
        print(f"操作历史 {listed[0]['count']} 行，逐行核对无误{told}。")
    return 0


def declare(command: Command) -> None:
    """history."""
    past = command("history", _history, "列出操作历史")
    past.add_argument("--verify", action="store_true", help="逐行核对有没有被改动")
    past.add_argument("--json", action="store_true")


def declare_users(users: argparse.ArgumentParser) -> None:
    """user add, user remove, user list."""
    doing = users.add_subparsers(dest="what", parser_class=Parser, metavar="add|remove|list", required=True)
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
