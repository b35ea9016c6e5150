"""The answer (回复包) of a superior office to one below it: receipts, opinions on what that one sent, notices (回告).

`notices` owns what is told in words and how it is dealt with; `sending` seals the answer. Opinions are given by the
verbs of each concept on the office's own merged copy: the purpose `answer` says which columns of it travel back.
"""

from models.exchange.answering.notices import (
    deal_with_notice,
    due_notices,
    make_notice,
    notices,
    open_notices,
)
from models.exchange.answering.sending import answer, answer_order

__all__ = ["answer", "answer_order", "deal_with_notice", "due_notices", "make_notice", "notices", "open_notices"]
