"""The ledger as a page to look at: ``gather`` reads stories, ``chart`` lays out time, ``render`` sets the page.

``file`` writes it to a file, ``serve`` shows it live. Nothing here imports Beam.
"""
