"""Messy rosters in: read, recognise, plan, apply, undo."""
