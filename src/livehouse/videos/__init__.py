"""Short recorded posts: uploading, transcoding, playing, numbers. This is all that other slices may use of it."""
