"""What the server answers and whom it lets in."""
