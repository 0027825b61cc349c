"""The tension ledger."""
