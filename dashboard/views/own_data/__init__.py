"""A reader's own files: the dialog that imports them."""
