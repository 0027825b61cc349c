"""What is typed: imports, and what else a maintainer does from a terminal."""
