"""What strangers may send, and what they may hear."""
