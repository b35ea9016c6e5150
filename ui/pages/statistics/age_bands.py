"""Other age bands for a return: asked in a small form, one line for each set. Counts nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from models.core.errors import KnownError, Problem, Severity
from models.core.fields import LineField
from models.statistics import bands
from models.statistics.forms import Bands, ReturnForm, form
from ui.widgets.asking import question
from ui.widgets.inline_form import InlineForm

_HELP = "一段接一段，例如：35岁及以下、36—45岁、46岁及以上。空着就用通常的：{usual}"


def ask_bands(shown: ReturnForm, keep: Callable[[Bands], None]) -> InlineForm:
    """A form with the bands of this return as they are; `keep` gets those that are wanted."""
    usual = form(shown.key).bands

    def save(values: Mapping[str, Any]) -> list[Problem]:
        wanted, problems = dict(usual), []
        for name in usual:
            try:
                wanted[name] = _wanted(values.get(name) or "", usual[name])
            except KnownError as error:
                problems.append(Problem(Severity.STOP, "bands", str(error), name))
        if not problems:
            keep(wanted)
        return problems

    told = {name: bands.words(there) for name, there in shown.bands.items()}
    return question([_line(shown, name, usual) for name in usual], "按这些年龄段统计", save, **told)


def _wanted(text: str, usual: tuple[bands.Band, ...]) -> tuple[bands.Band, ...]:
    found = bands.read(text) or usual
    if not bands.same_ends(found, usual):
        raise KnownError(bands.ends_words(usual))
    return found


def _line(shown: ReturnForm, name: str, usual: Bands) -> LineField:
    field = LineField(shown.band_title(name), max_length=200, help=_HELP.format(usual=bands.words(usual[name])))
    field.name = name
    return field
