"""What the media slice promises, without sockets."""
