"""Uploaded films, checked and made playable: whatever comes in, MP4s of known shape go out, without metadata.

The work is done by a process of its own (`python -m livehouse.platform.films`), which gives way to everything else on
the machine and takes nothing with it when a damaged file breaks it. Its face is `livehouse.platform.films.child`.
Nothing is imported here: that process begins in this package, and it needs no server.
"""
