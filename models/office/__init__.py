"""This installation: which office it is, who uses it, the rule book in force, holidays."""
