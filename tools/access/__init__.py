"""A world of made-up people, honest and cheating, on which the rules of live access are tried."""
