"""Messy rosters in: read, recognise, plan, apply, undo."""

from models.intake.taking import plan_files, take_in, undo_batch

__all__ = ["plan_files", "take_in", "undo_batch"]
