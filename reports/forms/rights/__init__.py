"""The papers of 维权: registers, warning visits, protection orders, mandatory reports, referrals and answers.

One module for each family of papers; `facts` says how records become what is printed, `cases` for whom. Whatever is
printed of a protected case carries its `caution`, and is named by its number alone.
"""
