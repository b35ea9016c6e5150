"""The drawing engine: fonts, layout to a display list, the PDF writer; knows no form."""
