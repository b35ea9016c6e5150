"""Figures 统计: every number of a return is a question to the records, and opens the records behind it.

How the others use it:

    form = forms.form("recommendation")                  a return: columns, identities, ways of making rows
    form = forms.form("women", {"chairs": bands.read("40岁及以下、41岁及以上")})       other age bands
    period = span.parse("2026H1")                        2026, 2026H1, 2026Q3, 2026-11, 2026-01-01..2026-06-30
    sheet = counting.count(form, period, counting.Scope(by="unit"), clearance)        clearance: who is inside, or None
    sheet = leaving.leaving(sheet)                       before a sheet with protected numbers
                                                         is shown to who is not inside, printed or written
    sheet.shown(column, value), sheet.change(...)        functions of `sheet`: as printed, ±% on the year before
    behind.behind(form, period, scope, row.key, column.key, clearance)     kind, ids and what must be said of a cell
    frozen.freeze_return(session, sheet).value           报出: kept as it is, for good; hides by itself what must be
    frozen.differences(frozen, counting.count(...))      what is another number by now
    targets.standings(sheet, day), targets.by_unit(target, day)                where targets of 创先争优 stand
    consolidated.over_townships(form, period, titles)    the county's sheet from what townships handed out
    consolidated.recommended(period, origins)            everybody recommended, for the county's 推优汇总表

Returns are data in `resources/returns`; `subjects` alone knows the SQL. Nothing here draws or writes a file
(`reports.returns` does), and only `frozen` writes a record.
"""
