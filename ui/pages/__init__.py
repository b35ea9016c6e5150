"""One module or package per navigation entry."""
