"""Four pages of A4 on one sheet of A3, printed on both sides and folded in the middle.

Owns which page stands where: outside the fourth beside the first, inside the second beside the third. What goes
beyond four pages stays A4 and is laid in.
"""

from collections.abc import Iterator

from reports.paper.display import A4, Item, Line, Page

PAGES = 4
_SHEET = (2 * A4[0], A4[1])
_ORDER = ((3, 0), (1, 2))


def folded(pages: list[Page]) -> list[Page]:
    """The pages as they are printed; fewer than four are filled up with empty ones."""
    first = [*pages[:PAGES], *(Page(*A4) for _ in range(PAGES - len(pages)))]
    sheets = [Page(*_SHEET, None, [*_beside(first[left], 0), *_beside(first[right], A4[0])]) for left, right in _ORDER]
    return [*sheets, *pages[PAGES:]]


def _beside(page: Page, right: int) -> Iterator[Item]:
    """A page's items moved to the right."""
    for item in page.all_items():
        if isinstance(item, Line):
            yield item._replace(x1=item.x1 + right, x2=item.x2 + right)
        else:
            yield item._replace(x=item.x + right)
