"""What every record shares: database, record, fields, dates, codes, text, history, migrations, errors, progress."""
