"""What happens to a document, one stage a file, in flow order:

    read         seed files → entries → pages
    look         what is due on the live web → pages, by way of
    poll         a source's answer → the pages and sources that it names
    fetch        a page's answer → page
    extract      page → article
    fingerprint  article → article with the digests that it is compared by
    compare      article → revision
    link         revision → member of a story
    decide       member → record
    write        record → data file, and the one commit
    settle       what a fetched page held → the state of its address

``elements`` defines what travels between them, ``known`` what they may ask of the lake.  ``text``,
``likeness``, ``polling`` and ``fetching`` know no Beam.  Nothing here imports ``pipeline``.
"""
