"""Half-lives of the tension ledger: days after which half of a weight is left."""

SHORTEST_HALF_LIFE, LONGEST_HALF_LIFE = 1, 365
HALF_LIFE = 14  # where nobody chose another
# What the page offers; an address may ask for any whole number between the shortest and the longest.
HALF_LIVES = (SHORTEST_HALF_LIFE, 2, 3, 5, 7, 10, HALF_LIFE, 21, 30, 45, 60, 90, 180, LONGEST_HALF_LIFE)
