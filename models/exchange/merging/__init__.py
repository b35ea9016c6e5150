"""Merging what a package brings with what is kept here: per record new, changed, same, deleted there, or a conflict.

`three_way` decides about one record and knows no table; `agreed` remembers, per sender and record, what both sides last
agreed on; `walk` leads the records of a package past the file, block by block; `plan` counts them and lists conflicts;
`apply` writes them in one transaction, settles conflicts and takes a package back. Keys and packages are others'
business: what arrives here was proven before.
"""
