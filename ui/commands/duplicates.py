"""The same person in two townships, and who was helped twice."""

from ui.commands.calling import Args, Command, Progress, open_office_of, tell


def _duplicates(args: Args) -> int:
    from models.exchange.likeness.queue import find_pairs
    from reports.duplicates import listed_duplicates

    with open_office_of(args) as opened:
        opened.session.refuse("read_records")
        found = None if args.dry_run else find_pairs(opened.session, Progress())
        listed = listed_duplicates(found)
    tell(listed, args.json)
    return 0


def declare(command: Command) -> None:
    """duplicates."""
    asked = command("duplicates", _duplicates, "查找两地登记的同一个人和重复帮扶，列出要核对的和理由")
    asked.add_argument("--dry-run", action="store_true", help="只列出已经找到的，不重新查找，不写入")
    asked.add_argument("--json", action="store_true")
