"""The same person among many: which records to compare, how alike two of them are, who was helped twice.

Finds, explains and keeps the queue; what two records are is decided in `models.people.same`. Persons of the closed
compartment are never read.
"""
