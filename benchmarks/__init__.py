"""What Livehouse measures itself by: `livehouse bench NAME` runs one of them."""
