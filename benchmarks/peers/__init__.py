"""The fan-out load on other people's servers: `python -m benchmarks.peers [NAME...] [--quick] [--json]`.

One file for each peer says how it is installed by its ordinary package manager and what it runs. What is installed goes
to a folder of the user's cache, the newest version that the registry has at that moment; the table tells which it was.
None of this is part of the product or of its tests.
"""
