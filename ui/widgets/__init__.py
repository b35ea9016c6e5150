"""Editors by field kind, record table, form page, stepper, paper view."""
