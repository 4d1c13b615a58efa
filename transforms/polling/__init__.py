"""What to look at on the live web, and when to look again: pure decisions over bytes and values.

    durations    ``15m`` and ``1h30m`` → lengths of time, and back
    headers      ``Retry-After`` and ``Cache-Control`` → lengths of time
    markup       any XML document → its elements, one by one, in bounded memory
    feed_hints   a feed document → what it says of its own rhythm, name and soundness
    sitemaps     a sitemap → addresses
    opml         a subscription list → feeds
    discovery    a page → its feeds; any bytes → what they are
    identity     a feed entry → a key that survives what publishers change
    states       what is remembered of an address between visits
    memory       what the lake holds of an address: its state, and how we came to know it
    schedule     state and outcome of a visit → next state, and its reason

No Beam and no network here; the clock and chance are parameters.
"""
