"""Help 帮扶救助: households, cases, programmes, aid, visits, pairs, children left behind."""
