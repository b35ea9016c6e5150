"""组织: what should be there and is not, counted and written out."""

from pathlib import Path
from typing import Any

from ui.commands.calling import Args, Command, WrongCall, open_office_of, tell


def _coverage(args: Args) -> int:
    from models.organisations.coverage import State, coverage
    from reports.organisation_workbooks import export_coverage

    with open_office_of(args) as opened:
        opened.session.refuse("read_records")
        if args.out:
            opened.session.refuse("export_roster")
        found = coverage(opened.session.clock().date())
        counts = [one for one in found.counts if args.rule in ("", one.rule.id)]
        if not counts and args.rule:
            raise WrongCall(f"没有“{args.rule}”这条规则，可选{'、'.join(one.rule.id for one in found.counts)}。")
        listed = found.listed(args.rule, None if args.all else State.MISSING)
        if args.out:
            count = export_coverage(Path(args.out), "应建未建", listed)
    if args.out and not args.json:
        print(f"已写出 {count} 项：{args.out}")
    else:
        tell(_listed(counts, listed), args.json)
    return 0


def _listed(counts: Any, findings: Any) -> tuple[dict[str, Any], list[str]]:
    """For JSON, and as lines: every rule with its share, then what is lacking."""
    from models.organisations.coverage import matter

    rules = [
        {
            "rule": one.rule.id,
            "title": matter(one.rule),
            "concerned": one.concerned,
            "built": one.built,
            "missing": one.missing,
            "unknown": one.unknown,
            "target": one.target,
        }
        for one in counts
    ]
    found = [
        {"rule": one.rule.id, "uid": one.uid, "name": one.name, "state": str(one.state), "sentence": one.sentence}
        for one in findings
    ]
    lines = [f"{one.built}/{one.concerned}\t{one.rate()}\t{one.rule.id}\t{matter(one.rule)}" for one in counts]
    lines += [f"{one.state_words}\t{one.name}\t{one.sentence}" for one in findings]
    return {"rules": rules, "findings": found}, lines


def declare(command: Command) -> None:
    """coverage."""
    sub = command("coverage", _coverage, "核对该建的组织还有哪些没有建")
    sub.add_argument("--rule", default="", metavar="ID", help="只看一条规则")
    sub.add_argument("--all", action="store_true", help="连同还缺数据的")
    sub.add_argument("--out", default="", metavar="F.xlsx")
    sub.add_argument("--json", action="store_true")
