"""The office without a screen: records, rules and verbs. Never imports Qt, a PDF or spreadsheet writer, ui, reports."""
