"""Erasing what the office's file and its copies tell about somebody, so that the bytes are gone and figures stay.

`shapes` says which columns tell, `scope` what belongs to whom in one file, `engine` erases in one file, `ledger`
remembers outside all files who was erased. None of them knows what a person is; asking and approving is the business
of the people's concept.
"""
