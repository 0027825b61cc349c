"""The tension ledger: how much hostility and cooperation events add up to, day by day, and what each one adds.

An event adds its weight on its first day, and half of what is left of it fades in every half-life. Hostility sums the
negative weights, cooperation the positive ones; they are never netted. entries.py says which events count, days.py
adds them up, and breakdown.py tells of one day what each event adds to it.
"""
