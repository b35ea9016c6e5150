"""What calls without a window tell of keys, cards and packages: lines, and plain values for JSON. Prints nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.exchange.cards import Card
from models.exchange.content import Preview
from models.exchange.headless import Outcome, by_office, totals
from models.exchange.inbox import problem_lines
from models.exchange.merging.plan import VERDICT_NAMES, name_of_kind
from models.exchange.merging.three_way import Verdict
from models.exchange.records import TrustedOffice
from models.exchange.sending import Sent
from models.exchange.verifying import Checked
from reports.listings import Listed


def listed_keys(card: Card, offices: Sequence[TrustedOffice], escrow: str) -> Listed:
    """The own card and whom this office trusts."""
    known = [
        {"unit": office.name, "office": office.office_uid, "fingerprint": office.fingerprint} for office in offices
    ]
    plain = {
        "unit": card.unit,
        "office": card.office,
        "signing": card.signing,
        "sealing": card.sealing,
        "fingerprint": card.fingerprint,
        "escrow": escrow,
        "trusted": known,
    }
    lines = [
        f"{card.unit}　指纹 {card.fingerprint}",
        f"签名公钥（minisign）{card.signing}",
        f"收件公钥（age）{card.sealing}",
    ]
    lines.append(f"保管密钥（age）{escrow}" if escrow else "还没有保管密钥（main.py keys --escrow）。")
    lines += [f"往来单位：{office.name}　指纹 {office.fingerprint}" for office in offices]
    return plain, lines


def listed_preview(preview: Preview) -> Listed:
    """What would leave: how many of each kind, and which columns."""
    kinds = [
        {"kind": kind.noun, "count": kind.count, "columns": list(kind.labels), "sensitive": list(kind.sensitive)}
        for kind in preview.kinds
    ]
    plain = {
        "purpose": preview.purpose.key,
        "whole": preview.whole,
        "kinds": kinds,
        "deleted": preview.deleted,
        "attachments": preview.attachments,
    }
    lines = [f"{preview.purpose.title}：{'全部' if preview.whole else '上次确认以来有改动的'}，{preview.total()} 条"]
    lines += [f"  {kind.noun} {kind.count} 条：{'、'.join(kind.labels)}" for kind in preview.kinds if kind.count]
    lines += [f"  人员：{'、'.join(kind.names)}" for kind in preview.kinds if kind.names]
    lines.append("  每条资料还带：编号和修订号，哪个单位的，谁在什么时候录入、修改的。")
    lines.append(f"  删除 {preview.deleted} 条，附件 {preview.attachments} 件。只是预览，没有写出。")
    return plain, lines


def listed_sent(sent: Sent) -> Listed:
    """A package that lies on the stick."""
    told = sent.manifest
    plain = {
        "file": str(sent.path),
        "number": told["number"],
        "receiver": told["receiver_name"],
        "purpose": told["purpose"],
        "period": told["period"],
        "whole": told["whole"],
        "rows": told["rows"],
        "deleted": told["deleted"],
        "attachments": told["attachments"],
        "digest": sent.package.digest,
    }
    lines = [f"已写到 {sent.path}，读回核对无误，可以拔出。", _counts(told)]
    if told["missing"]:
        lines.append(f"有 {len(told['missing'])} 件附件的文件不见了，没有随包报送。")
    return plain, lines


def listed_package(checked: Checked) -> Listed:
    """What is in a package that passed every check."""
    told = checked.manifest
    plain: dict[str, Any] = {
        "unit": checked.sender.name,
        "number": told["number"],
        "purpose": told["purpose"],
        "period": told["period"],
        "whole": told["whole"],
        "rows": told["rows"],
        "deleted": told["deleted"],
        "attachments": told["attachments"],
        "created_at": told["created_at"],
        "digest": checked.digest,
        "told": list(checked.told),
    }
    whole = "全部" if told["whole"] else "增量"
    lines = [
        f"{checked.path.name}：完好，签名属于{checked.sender.name}（第 {told['number']} 号，{told['created_at']}）",
        f"用途 {told['purpose_title']}，期别 {told['period']}，{whole}",
        _counts(told),
    ]
    return plain, [*lines, *checked.told]


def listed_answer(sent: Sent) -> Listed:
    """An answer that lies on the stick."""
    plain, lines = listed_sent(sent)
    receipts = sent.manifest.get("receipts", [])
    plain["receipts"] = [{"number": one["number"], "problems": len(one["problems"])} for one in receipts]
    numbers = "、".join(str(one["number"]) for one in receipts)
    return plain, [*lines, f"回执：收到第 {numbers} 号" if numbers else "没有新的回执。"]


def listed_received(outcomes: Sequence[Outcome], dry_run: bool) -> Listed:
    """Packages that were taken in, or would be: counts by township and kind, and what is to be known."""
    plain = {
        "dry_run": dry_run,
        "packages": [_plain_outcome(one) for one in outcomes],
        "refused": sum(one.refused for one in outcomes),
        "offices": by_office(outcomes),
        "total": totals(outcomes),
    }
    done = "会" if dry_run else ""
    lines = [line for one in outcomes for line in _outcome_lines(one, done)]
    words = _verdicts(totals(outcomes))
    lines.append(f"共 {len(outcomes)} 份，{plain['refused']} 份没有接收；{words or '没有改动'}。")
    return plain, [*lines, *(["只是核对，没有写入。"] if dry_run else [])]


def _plain_outcome(one: Outcome) -> dict[str, Any]:
    return {
        "file": str(one.arrived.path),
        "unit": one.arrived.unit,
        "number": one.arrived.number,
        "purpose": one.arrived.purpose,
        "period": one.arrived.period,
        "state": "refused" if one.refused else one.arrived.state.value,
        "sentence": one.sentence,
        "kinds": {kind: dict(counts) for kind, counts in one.counts.items()},
        "conflicts": one.conflicts,
        "doubles": one.doubles,
        "problems": [{"message": words, "count": count} for words, count in problem_lines(one.problems)],
    }


def _outcome_lines(one: Outcome, done: str) -> list[str]:
    named = one.arrived
    called = f"{named.unit} 第 {named.number} 号（{named.purpose} {named.period}）" if named.unit else named.path.name
    if one.refused or not one.counts:
        sentence = one.sentence or "没有改动"
        return [sentence if called in sentence else f"{called}：{sentence}"]
    lines = [f"{called}：{done}接收", *([f"  {one.sentence}"] if one.sentence else [])]
    lines += [f"  {name_of_kind(kind)}：{_verdicts(counts)}" for kind, counts in one.counts.items() if counts]
    lines += [f"  {words}{count} 条" for words, count in problem_lines(one.problems)]
    if one.conflicts:
        lines.append(f"  两边都改过、要人核对的 {one.conflicts} 项")
    if one.doubles:
        lines.append(f"  和别的单位报来的身份证号相同的 {one.doubles} 人")
    return lines


def _verdicts(counts: Mapping[str, int]) -> str:
    return "，".join(f"{VERDICT_NAMES[Verdict(key)]} {count} 条" for key, count in counts.items() if count)


def _counts(told: dict[str, Any]) -> str:
    nouns = {kind: told["kinds"][kind]["noun"] for kind in told["rows"]}
    rows = "，".join(f"{nouns[kind]} {count} 条" for kind, count in told["rows"].items()) or "没有改动"
    return f"{rows}；删除 {told['deleted']} 条，附件 {told['attachments']} 件"
