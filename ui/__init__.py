"""Everything that needs a screen; the only part that imports PySide6."""
