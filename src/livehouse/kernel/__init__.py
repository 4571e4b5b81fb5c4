"""What every room of the house stands on: errors, clock, ids and text. Pure; imports nothing of ours."""
