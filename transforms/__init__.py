"""What happens to a document, one stage a file, in flow order:

    read         seed files → entries → pages
    extract      page → article
    fingerprint  article → article with the digests that it is compared by
    compare      article → revision
    link         revision → member of a story
    decide       member → record
    write        record → data file, and the one commit

``elements`` defines what travels between them, ``known`` what they may ask of the lake.  ``text`` and
``likeness`` are pure and know no Beam.  Nothing here imports ``pipeline``.
"""
