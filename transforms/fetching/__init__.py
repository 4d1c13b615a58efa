"""Asking the web for documents: politely, within limits, and never at a private address.

No Beam here.  ``client`` walks many requests side by side, one line a host; ``asking`` waits for a host's turn
and keeps to its robots.txt; ``exchange`` makes one request; ``answers`` makes an outcome of what came back.
Below them: ``messages`` is what is asked and answered, ``guard`` says what may be dialled, ``manners``
when a host may be asked again, ``robots`` which paths; ``headers`` and ``decoding`` read what servers send.
"""

from transforms.fetching.client import fetch_all, fetch_batch
from transforms.fetching.manners import Manners
from transforms.fetching.messages import Failed, Fetched, FetchSettings, Request, name_ourselves

__all__ = ["Failed", "FetchSettings", "Fetched", "Manners", "Request", "fetch_all", "fetch_batch", "name_ourselves"]
