"""Everything that needs a screen; the only part that imports PySide6."""

import gc

VERSION = "0.3.0"

# Loading Qt's classes makes tens of thousands of objects that all stay; looking through them again and again
# meanwhile costs a tenth of the start.
gc.set_threshold(50_000, 20, 20)
