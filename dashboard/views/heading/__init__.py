"""What stands above every view: navigation, filter, search results, what was cited."""
