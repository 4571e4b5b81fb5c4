"""What builds, checks and tests the repository. The Makefile is the way in; nothing here is installed with Livehouse."""
