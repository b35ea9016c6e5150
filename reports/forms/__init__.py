"""The official forms, each described as data, one module per family."""
