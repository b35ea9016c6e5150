"""Data only: fonts, icons, style, code tables, rule book, sample rosters, help. Knows nothing but where they lie."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Path of a shipped data file; FileNotFoundError if there is none."""
    found = _ROOT.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found)
    return found
