"""The lake: three Delta tables in one folder, and nothing else that has to be remembered.

``reader`` reads it; ``lake`` makes, pins and commits it; ``known`` answers the stages; ``sweep``
removes what killed rounds left.
"""
