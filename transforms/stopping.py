"""Whether this process was asked to end. Nothing is imported here: a signal may come while Beam still is."""

import threading

STOPPING = threading.Event()
"""Once set, a look around ends early; what it did not ask stays due."""
