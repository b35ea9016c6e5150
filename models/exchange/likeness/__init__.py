"""The same person among many: which records to compare, how alike two of them are, who was helped twice.

Finds and explains only: nothing is merged, written or asked here. Persons of the closed compartment are never read.
"""
