"""`livehouse demo`: a platform full of life, to look at. Everything in it goes through the public doors.

Its face is `livehouse.demo.stage`. Nothing is imported here: the processes that draw the clips are of this package too,
and each of them would load the whole application first (3 s).
"""
