"""Paper and files, drawn from the records; reads records and never writes them."""

import os

# openpyxl would write through lxml, where that is installed, and then every Chinese character as a number of its own:
# files of twice the size, in which no text is found. It decides when it is first imported.
os.environ.setdefault("OPENPYXL_LXML", "False")
