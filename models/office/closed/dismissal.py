"""A reader of the closed compartment who is one no more: her seal goes at once, the key when somebody has it.

Apart from `readers`, because whoever looks after users has to ask for it and knows nothing else of the compartment.
"""

from datetime import date

from models.core.errors import RuleRefused
from models.core.verbs import Work
from models.office.closed import vault
from models.office.closed.records import reader_named

_LAST = "这样以后就没有人能进入保密区了。请先授权另一位维权专员，或更换一次恢复单，再来做这一步。"


def dismiss(work: Work, name: str) -> None:
    """Within a running verb: this name opens the box no more. Raises RuleRefused when nobody would be left."""
    reader = reader_named(name)
    if reader is None:
        return
    sealed = vault.seals().keys()
    if name in sealed and len(sealed) == 1:
        raise RuleRefused(_LAST)
    vault.drop_seal(name)
    work.update(reader, revoked_on=date.fromisoformat(work.now[:10]), revoked_by=work.user)
