"""What calls without a window tell of keys, cards and packages: lines, and plain values for JSON. Prints nothing."""

from collections.abc import Sequence
from typing import Any

from models.exchange.cards import Card
from models.exchange.content import Preview
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


def _counts(told: dict[str, Any]) -> str:
    nouns = {kind: told["kinds"][kind]["noun"] for kind in told["rows"]}
    rows = "，".join(f"{nouns[kind]} {count} 条" for kind, count in told["rows"].items()) or "没有改动"
    return f"{rows}；删除 {told['deleted']} 条，附件 {told['attachments']} 件"
