"""What encoders send, without sockets."""
