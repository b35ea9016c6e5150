"""Paper and files, drawn from the records; reads records and never writes them."""
