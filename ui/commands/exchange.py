"""What goes between offices on a stick."""

import sys
from pathlib import Path

from models.core.errors import RuleRefused
from ui.commands.calling import Args, Command, Progress, ask_passphrase, open_office_of, tell

REFUSED = RuleRefused.exit_code


def _keys(args: Args) -> int:
    from models.exchange.headless import Asked, keep_keys
    from reports.packages import listed_keys

    with open_office_of(args) as opened:
        asked = Asked(args.export, args.trust, args.fingerprint, args.revoke, args.reason, args.escrow, args.renew)
        kept = keep_keys(opened, asked)
    for sentence in kept.told:
        print(sentence, file=sys.stderr)
    tell(listed_keys(kept.card, kept.trusted, kept.escrow), args.json)
    return 0


def _send(args: Args) -> int:
    from models.exchange.headless import order_of
    from models.exchange.sending import Consent, preview, send
    from reports.packages import listed_preview, listed_sent

    with open_office_of(args) as opened:
        opened.session.refuse("send_package")
        order = order_of(args.purpose, args.receiver, args.whole, args.period, args.ground, args.assessed)
        if args.dry_run:
            listed = listed_preview(preview(order))
        else:
            secret = ask_passphrase("QUNTUAN_CONSENT", f"{args.consent}的口令") if args.consent else ""
            sent = send(opened, order, Path(args.to), Progress(), Consent(args.consent, secret))
            listed = listed_sent(sent)
            for warning in sent.warnings:
                print(warning, file=sys.stderr)
    tell(listed, args.json)
    return 0


def _check_package(args: Args) -> int:
    from models.exchange.verifying import check_package, reader_of
    from reports.packages import listed_package

    with open_office_of(args) as opened:
        opened.session.refuse("read_records")
        checked = check_package(Path(args.package), reader_of(opened))
    tell(listed_package(checked), args.json)
    return 0


def _receive(args: Args) -> int:
    from models.exchange.headless import receive
    from models.exchange.likeness.queue import find_pairs
    from reports.packages import listed_received

    with open_office_of(args) as opened:
        outcomes = receive(opened, [Path(part) for part in args.packages], args.dry_run, Progress())
        if not args.dry_run and any(not one.refused for one in outcomes):
            print(find_pairs(opened.session, Progress()).sentence, file=sys.stderr)
        listed = listed_received(outcomes, args.dry_run)
    tell(listed, args.json)
    return REFUSED if any(one.refused for one in outcomes) else 0


def _answer(args: Args) -> int:
    from models.exchange.answering import answer
    from models.exchange.identity import receiver_named
    from reports.packages import listed_answer

    with open_office_of(args) as opened:
        sent = answer(opened, receiver_named(args.unit), Path(args.to), args.whole, Progress())
        listed = listed_answer(sent)
        for warning in sent.warnings:
            print(warning, file=sys.stderr)
    tell(listed, args.json)
    return 0


def declare(command: Command) -> None:
    """keys, send, check-package, receive, answer."""
    secret = command("keys", _keys, "本单位的报送密钥、公钥卡和往来单位")
    doing_keys = secret.add_mutually_exclusive_group()
    doing_keys.add_argument("--export", default="", metavar="F", help="把本单位的公钥卡写到文件")
    doing_keys.add_argument("--trust", default="", metavar="F", help="登记对方的公钥卡")
    doing_keys.add_argument("--revoke", default="", metavar="NAME", help="作废往来单位的公钥")
    doing_keys.add_argument("--escrow", action="store_true", help="生成锁入保险柜的保管密钥，私钥只显示一次")
    doing_keys.add_argument("--renew", action="store_true", help="更换本单位的密钥；新公钥卡由原密钥签字")
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
    out.add_argument("--consent", default="", metavar="USER", help="全量移交时，同意的另一位用户")
    out.add_argument("--dry-run", action="store_true", help="只看会报送什么，不写出")
    out.add_argument("--json", action="store_true")
    looked = command("check-package", _check_package, "核对收到的报送包，看里面有什么，不写入")
    looked.add_argument("package", metavar="PACKAGE")
    looked.add_argument("--json", action="store_true")
    into = command("receive", _receive, "接收报送包：核对、计划、写入；可以给几个文件或文件夹")
    into.add_argument("packages", nargs="+", metavar="PACKAGE", help="报送包，或放着报送包的文件夹")
    into.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    into.add_argument("--json", action="store_true")
    back = command("answer", _answer, "给下级单位写回复：回执、审核意见、回告")
    back.add_argument("--for", dest="unit", required=True, metavar="UNIT", help="回复给哪个单位")
    back.add_argument("--to", required=True, metavar="DIR|FILE", help="U盘上的文件夹")
    back.add_argument("--whole", action="store_true", help="全部，不只是对方上次确认以来的")
    back.add_argument("--json", action="store_true")
