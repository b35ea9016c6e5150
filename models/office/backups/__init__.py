"""Backups: verified copies of the office's file, a second place for them, restoring, and the monthly drill.

Imports nothing, so that opening an office can finish an interrupted restore without knowing the rest.
"""
