"""Streamlit panels: thin, no decisions about data."""
