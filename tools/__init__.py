"""What builds, checks and tests the repository. The Makefile is the way in; none of it is installed."""
