"""How writethru runs: commands, the graph, rounds, the lake, and reading it back."""

__version__ = "0.1.0"
