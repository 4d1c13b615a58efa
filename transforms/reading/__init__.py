"""What reading needs: where seed documents are, bounded bytes, encodings, dates, feeds.

Only ``listing`` knows elements; the others are pure.
"""
