"""Persons 人员, their memberships, their way into the Party, search."""
