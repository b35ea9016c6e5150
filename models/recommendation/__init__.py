"""推优: batch, procedure, meeting and votes, conditions, opinions, the Party's answer."""
