"""Offices as released versions wrote them: each must open for ever. Made once at a release, never written again."""
