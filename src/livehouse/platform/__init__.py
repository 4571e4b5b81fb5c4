"""What the slices run on: database, outbox, HTTP kit, files, pictures, logs and supervised tasks."""
