"""One spelling for one structure, so that digests, signatures and comparisons of it agree. Knows no records."""

import json
from datetime import date, datetime, timedelta

from models.core.dates import PartialDate


def canonical_json(value: object) -> str:
    """One spelling for one structure: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no plain form")
